private import CJansson

package enum JSONStart {
    /// Seeds jansson's hashes from the system, once; before threads, as jansson asks. Later calls do nothing.
    package static func seed() { json_object_seed(0) }
}
