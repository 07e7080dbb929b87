#!/usr/bin/env python3
"""Finds every place of the library's Swift sources that could trap, which would end the host's process.

usage: check-traps.py [--self-test]

The compiler's own syntax tree is read, with the types that it has inferred: `+` of two integers is found, `+` of two
texts is not. What can trap and is not safe by one of the RULES below needs a line in tools/traps/MODULE.txt, which says
for a function how many such places there are and why none of them traps. A place more, or one less, is a fault: then the
proof has to be looked at again.
"""

import collections
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

INTEGER = re.compile(r"\$s(?:Si|Su|s\d+U?Int(?:8|16|32|64)?V)D$")
BITS = {"Si": (64, True), "Su": (64, False)} | {
    f"s{len(sign + f'Int{bits}')}{sign}Int{bits}V": (bits, not sign) for bits in (8, 16, 32, 64) for sign in ("", "U")
}
ARITHMETIC = {"+", "-", "*", "/", "%", "+=", "-=", "*=", "/=", "%="}
FORCED = {
    "force_value_expr": "force unwrap",
    "force_try_expr": "try!",
    "forced_checked_cast_expr": "as!",
}
# Protocols whose operators are those of integers: AdditiveArithmetic, Numeric, SignedNumeric, BinaryInteger, ...
NUMERIC = re.compile(r"s:(s18AdditiveArithmeticP|s7NumericP|s13SignedNumericP|Sz|SZ|s17FixedWidthIntegerP)")
ENDS = {"fatalError", "precondition", "preconditionFailure", "assert", "assertionFailure"}
UNSAFE = {"unsafeBitCast", "unsafeDowncast", "unsafelyUnwrapped"}
# Methods of the standard library that trap for some argument or state.
PARTIAL = {
    "removeLast", "removeFirst", "remove", "insert", "removeSubrange", "replaceSubrange", "index", "formIndex", "distance",
    "swapAt", "prefix", "suffix", "dropFirst", "dropLast", "reserveCapacity", "allocate", "copyBytes", "copyMemory",
    "load", "loadUnaligned", "storeBytes", "initialize", "abs", "stride", "advanced", "negate", "quotientAndRemainder",
    "multipliedFullWidth", "dividingFullWidth",
}  # fmt: skip


class Site(collections.namedtuple("Site", "file function line kind text")):
    pass


# ------------------------------------------------------------------------------------------------ the syntax trees ---


def compilations(build):
    """What SwiftPM told the compiler for each module: {module: [argument]}, with the sources at the end."""
    result = {}
    for line in open(f"{build}.yaml", encoding="utf-8"):
        if not line.startswith('    args: [') or '"-module-name"' not in line:
            continue
        given = json.loads(line.split("args: ", 1)[1])
        if not any(word.endswith("swiftc") for word in given[:1]) or "-emit-module" not in given:
            continue
        arguments, sources, words = [], [], iter(given[1:])
        for word in words:
            if word in ("-module-name", "-I", "-Xcc", "-package-name", "-swift-version", "-module-cache-path"):
                arguments += [word, next(words)]
            elif word == "-Xfrontend":
                arguments.append(next(words))
            elif word.startswith("-D") or word == "-parse-as-library":
                arguments.append(word)
            elif word.startswith("@") and os.path.exists(word[1:]):  # there is none for tests that were never built
                sources = [name.strip("'\"") for name in open(word[1:], encoding="utf-8").read().splitlines()]
        if sources and all("/Sources/" in name for name in sources):
            result[arguments[arguments.index("-module-name") + 1]] = arguments, sources
    return result


def trees(arguments, sources):
    command = ["swiftc", "-frontend", "-dump-ast", "-dump-ast-format", "json", *arguments]
    for source in sources:
        command += ["-primary-file", source]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"check-traps: the compiler refuses the sources:\n{run.stderr[:4000]}")
    decoder, at, found = json.JSONDecoder(), 0, []
    while (start := run.stdout.find("{", at)) >= 0:
        tree, at = decoder.raw_decode(run.stdout, start)
        found.append(tree)
    if len(found) != len(sources):
        sys.exit(f"check-traps: {len(found)} syntax trees for {len(sources)} sources")
    return found


# ----------------------------------------------------------------------------------------------- what can trap ---


def declaration(node):
    """The declaration that a call or operator refers to: (name, USR, type arguments)."""
    while isinstance(node, dict):
        if "decl" in node and isinstance(node["decl"], dict):
            decl = node["decl"]
            types = [s.get("replacement_type", "") for s in decl.get("substitutions", {}).get("substitutions", [])]
            return decl.get("base_name", ""), decl.get("decl_usr", ""), types
        node = node.get("fn") or node.get("sub_expr")
    return "", "", []


def arguments_of(node):
    given = [argument["expr"] for argument in node.get("args", {}).get("args", []) if "expr" in argument]
    return [expression for expression in given if expression.get("_kind") != "default_argument_expr"]


def labels_of(node):
    return [argument.get("label") for argument in node.get("args", {}).get("args", [])]


def peeled(node):
    while node.get("_kind") in ("paren_expr", "inout_expr", "load_expr") and "sub_expr" in node:
        node = node["sub_expr"]
    return node


def bits(mangled):
    return BITS.get(mangled.removeprefix("$s").removesuffix("D"))


def is_literal(node):
    return peeled(node)["_kind"] == "integer_literal_expr"


# Of the library's own types: what jansson holds, and bytes that were allocated.
OWN_SIZES = {"s:4JSON9JSONValueV5countSivp", "s:4JSON5CTextV5countSivp", "s:7Secrets11SecretBytesC5countSivp"}


def is_size(node):
    """A literal, the size of something in memory, a sum of these or a small multiple: far below Int.max (RULES)."""
    node = peeled(node)
    kind = node["_kind"]
    if kind == "integer_literal_expr":
        return len(node.get("value", "0")) < 10
    if kind == "binary_expr" and declaration(node)[0] == "+":
        return all(is_size(side) for side in arguments_of(node))
    if kind == "binary_expr" and declaration(node)[0] == "*":
        left, right = (peeled(side) for side in arguments_of(node))
        return is_size(left) and is_literal(right) and len(right.get("value", "")) < 4
    if kind == "call_expr":
        return declaration(node)[0] == "strlen"
    if kind in ("member_ref_expr", "dot_syntax_call_expr"):
        name, usr, _ = declaration(node)
        if name not in ("count", "utf8CodeUnitCount", "size", "stride", "endIndex"):
            return False
        return usr.startswith(("s:S", "s:s")) or usr in OWN_SIZES
    return False


# Safe without a line in the list:
RULES = """
- sums, differences and multiples below 1000 of literals and sizes of things in memory, as Int: an address space has
  47 bits; abs() of such a difference; room for so many, as long as there is memory
- a counter of type Int that grows by a literal or a size: it would take longer than a process lives (stores hold Int64)
- division and remainder by a literal other than 0 (and -1, which is no literal)
- conversions to an integer type that holds all values of the one converted from
- ranges of two literals in their order, or of two ASCII characters (nobody writes "z"..."a"); from 0 to the size of something; 0 ..< the length of a collection
- slices of everything, [...]; dropFirst, prefix and the like by a literal, which stop at the end of the collection
- initialize(to:) of a pointer, which looks at nothing
- subscripts and removals of dictionaries and sets, which answer nil
"""


def trap(node):
    """What kind of trap a node can be; None for a safe one."""
    kind = node.get("_kind", "")
    if kind in FORCED:
        return FORCED[kind]
    if kind == "reference_ownership_attr" and (node.get("unowned") or node.get("unowned(unsafe)")):
        return "unowned"
    if kind == "subscript_expr":
        name, usr, types = declaration(node)
        if not usr.startswith(("s:S", "s:s")) or usr.startswith("s:SD"):
            return None
        if any(peeled(a).get("type", "").find("UnboundedRange_") >= 0 for a in arguments_of(node)):
            return None
        if "UnboundedRange" in usr:
            return None
        return "subscript"
    if kind not in ("binary_expr", "prefix_unary_expr", "postfix_unary_expr", "call_expr"):
        return None
    name, usr, types = declaration(node)
    if kind == "call_expr" and name in ENDS | UNSAFE:
        return name
    if not usr.startswith(("s:S", "s:s")):
        return None
    given = arguments_of(node)
    if kind == "binary_expr" and name in ARITHMETIC:
        left = peeled(given[0]).get("type", "").replace("zD", "D")
        own = bits(left) or (next((bits(t) for t in types if bits(t)), None) if NUMERIC.match(usr) else None)
        if own is None:
            return "pointer arithmetic" if "Strideable" in usr or usr.startswith("s:Sx") else None
        if name in "/%" and is_literal(given[1]) and peeled(given[1]).get("value") != "0":
            return None
        if name == "+=" and left in ("$sSiD", "$sSizD") and is_size(given[1]):
            return None
        if name in "+-" and own == (64, True) and all(is_size(side) for side in given):
            return None
        if name == "*" and own == (64, True) and is_size(node):
            return None
        return "arithmetic"
    if kind == "prefix_unary_expr" and name == "-" and not is_literal(given[0]):
        return "arithmetic"
    if kind == "binary_expr" and name in ("...", "..<"):
        low, high = peeled(given[0]), peeled(given[1])
        if is_literal(low) and is_literal(high):
            return None if int(low["value"], 0) <= int(high["value"], 0) else "range"
        if labels_of(low) == labels_of(high) == ["ascii"]:
            return None
        if low["_kind"] == high["_kind"] and "literal" in low["_kind"]:  # of characters: seen by whoever writes them
            return None if low.get("value", "") <= high.get("value", "") else "range"
        if is_literal(low) and low["value"] == "0" and is_size(high) and name == "..<":
            return None
        return "range"
    if kind == "call_expr" and name == "init" and bits(node.get("type", "")) and given:
        labels = labels_of(node)
        if any(labels) or len(given) != 1:
            return None
        source, target = bits(peeled(given[0]).get("type", "")), bits(node["type"])
        if source and (source == target or (source[0] < target[0] and (target[1] or not source[1]))):
            return None
        return None if is_literal(given[0]) else "conversion"
    if kind == "call_expr" and name == "init":
        labels = labels_of(node)
        if labels in (["repeating", "count"], ["start", "count"], ["uniqueKeysWithValues"]):
            return None if labels[-1] == "count" and is_size(given[-1]) else f"init({':'.join(labels)}:)"
        return None
    if kind == "call_expr" and name in PARTIAL and not usr.startswith(("s:Sh", "s:SD")):
        if name == "allocate" and is_size(given[0]) or name == "initialize" and labels_of(node) == ["to"]:
            return None
        if name == "abs" and declaration(peeled(given[0]))[0] == "-":
            return None if all(is_size(side) for side in arguments_of(peeled(given[0]))) else name
        if name in ("prefix", "suffix", "dropFirst", "dropLast", "reserveCapacity"):
            return None if all(is_size(g) for g in given) or "while" in str(node["args"])[:200] else name
        return name
    return None


class Reader:
    """Walks the tree of a file, and notes what can trap in which function."""

    def __init__(self, path):
        self.bytes = open(path, "rb").read()
        self.path = path[path.rindex("/Sources/") + len("/Sources/") :]
        self.names, self.sites = [], {}

    def name(self, node):
        base = node.get("name", {}).get("base_name", {}) if isinstance(node.get("name"), dict) else {}
        return base.get("name") or base.get("special") or node.get("extended_type_name") or ""

    def walk(self, node):
        if isinstance(node, list):
            for item in node:
                self.walk(item)
            return
        if not isinstance(node, dict):
            return
        kind = node.get("_kind", "")
        named = kind in ("func_decl", "constructor_decl", "subscript_decl", "destructor_decl")
        named = named or (kind == "var_decl" and not any("(" in n for n in self.names))
        if named:
            self.names.append(self.name(node) + ("()" if kind in ("func_decl", "constructor_decl") else ""))
        found = trap(node)
        if found and isinstance(node.get("range"), dict):
            self.note(node, found)
        for value in node.values():
            self.walk(value)
        if named:
            self.names.pop()

    def note(self, node, kind):
        # Where the operator, the bracket or the call begins; a place that the tree mentions twice counts once.
        start, end = node["range"]["start"], node["range"]["end"]
        if kind in ("arithmetic", "range", "pointer arithmetic"):
            inner = node.get("fn", {}).get("range", {})
            anchor = inner.get("start", start)
        else:
            anchor = end if kind != "conversion" else start
        line = self.bytes.count(b"\n", 0, anchor) + 1
        text = self.bytes[start : end + 1].decode("utf-8", "replace").split("\n")[0].strip()
        function = next((n for n in reversed(self.names) if n), "(file)")
        self.sites[(anchor, kind)] = Site(self.path, function, line, kind, text[:70])


def sites_of(build):
    found = []
    modules = compilations(build)
    if not modules:
        sys.exit(f"check-traps: {build}.yaml names no modules; run make first")
    for arguments, sources in modules.values():
        for tree, path in zip(trees(arguments, sources), sources):
            path = next(s for s in sources if s.endswith(tree["filename"].split("/Sources/")[-1]))
            reader = Reader(path)
            reader.walk(tree)
            found += reader.sites.values()
    return found


# ---------------------------------------------------------------------------------------------- the allow list ---


def lists():
    """What tools/traps/MODULE.txt hold: {(file, function): (count, proof)}"""
    result = {}
    for path in sorted(glob.glob("tools/traps/*.txt")):
        module = os.path.basename(path).removesuffix(".txt")
        for number, line in enumerate(open(path, encoding="utf-8"), 1):
            if not line.strip() or line.startswith("#"):
                continue
            parts = [part.strip() for part in line.split("|")]
            if len(parts) != 4 or not parts[2].isdigit() or len(parts[3]) < 10:
                sys.exit(f"{path}:{number}: a line is: file | function | places | proof")
            file, function, count, proof = parts
            key = f"{module}/{file}", function
            if key in result:
                sys.exit(f"{path}:{number}: {file} {function} is listed twice")
            result[key] = int(count), proof
    return result


def compare(sites, proofs):
    """Lines that tell what is wrong."""
    by_function = collections.defaultdict(list)
    for site in sites:
        by_function[site.file, site.function].append(site)
    faults = []
    for key in sorted(by_function.keys() | proofs.keys()):
        found, (count, _) = sorted(by_function.get(key, []), key=lambda s: s.line), proofs.get(key, (0, ""))
        if len(found) == count:
            continue
        faults.append(f"{key[0]}: {key[1]} has {len(found)} places that could trap, and a proof for {count}:")
        faults += [f"    Sources/{s.file}:{s.line}: {s.kind}: {s.text}" for s in found]
    return faults


# ------------------------------------------------------------------------------------------------- the self-test ---

SAMPLE = '''
final class Node { unowned let next: Node; init(_ n: Node) { next = n } }
func forced(_ a: Int?) -> Int { a! }
func tried() { func f() throws {}; try! f() }
func cast(_ a: Any) -> Int { a as! Int }
func ended() { precondition(false) }
func added(_ a: Int, _ b: Int) -> Int { a + b }
func addedTo(_ a: inout Int32) { a += 1 }
func negated(_ a: Int) -> Int { -a }
func divided(_ a: Int, _ b: Int) -> Int { a / b }
func indexed(_ a: [Int], _ i: Int) -> Int { a[i] }
func sliced(_ a: [Int], _ i: Int) -> ArraySlice<Int> { a[i...] }
func ranged(_ a: Int, _ b: Int) -> Range<Int> { a..<b }
func converted(_ a: Int) -> UInt8 { UInt8(a) }
func fromDouble(_ a: Double) -> Int { Int(a) }
func multiplied(_ a: [Int]) -> Int { a.count * 100_000 }
func absolute(_ a: Int) -> Int { abs(a) }
func removed(_ a: inout [Int]) -> Int { a.removeLast() }
func dropped(_ a: [Int], _ n: Int) -> Int { a.dropFirst(n).count }
func repeated(_ n: Int) -> String { String(repeating: " ", count: n) }

func safeText(_ a: String) -> String { a + "x" }
func safeSize(_ a: [Int]) -> Int { a.count + 1 }
func safeWidening(_ a: UInt8) -> Int { Int(a) }
func safeExact(_ a: Int) -> UInt8? { UInt8(exactly: a) }
func safeDictionary(_ a: [Int: Int]) -> Int? { a[1] }
func safeRange(_ a: [Int]) -> Range<Int> { 0..<a.count }
func safeAll(_ a: [Int]) -> ArraySlice<Int> { a[...] }
func safeDivision(_ a: Int) -> Int { a / 10 % 7 }
func safeArrays(_ a: [Int]) -> [Int] { a + [1] }
func safeCounter(_ a: [Int]) -> Int { var n = 0; for _ in a { n += 1 }; return n }
func safeSet(_ a: inout Set<Int>) { a.insert(1); a.remove(2) }
func safeDropOne(_ a: [Int]) -> Int { a.dropFirst().count }
func safeMultiple(_ a: [Int]) -> Int { a.count * 2 }
func safeAbsolute(_ a: [Int], _ b: [Int]) -> Int { abs(a.count - b.count) }
func safeRoom(_ a: [Int]) -> UnsafeMutablePointer<Int> { .allocate(capacity: a.count) }
func safeWrapping(_ a: Int) -> Int { a &+ 1 }
func safeDrop(_ a: [Int]) -> Int { a.dropFirst(1).count }
'''


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(f"{folder}/Sources/Sample")
        path = f"{folder}/Sources/Sample/Sample.swift"
        open(path, "w", encoding="utf-8").write(SAMPLE)
        (tree,) = trees(["-module-name", "Sample", "-parse-as-library", "-swift-version", "6"], [path])
        reader = Reader(path)
        reader.walk(tree)
        found = {site.function.removesuffix("()") for site in reader.sites.values()}
    functions = set(re.findall(r"func (\w+)", SAMPLE)) - {"f"} | {"next"}
    expected = {name for name in functions if not name.startswith("safe")}
    faults = [f"missed: {name}" for name in expected - found] + [f"wrongly found: {name}" for name in found - expected]
    proofs = {("a.swift", "f()"): (1, "a proof")}
    site = Site("a.swift", "f()", 1, "arithmetic", "a + b")
    if compare([site], proofs) or not compare([site, site], proofs) or not compare([], proofs) or not compare([site], {}):
        faults.append("the list is not compared with what is found")
    if faults:
        sys.exit("check-traps: self-test: " + "; ".join(sorted(faults)))


def main():
    os.chdir(os.path.dirname(os.path.abspath(__file__)) + "/..")
    self_test()
    if "--self-test" in sys.argv:
        return
    sites = sites_of(".build/release")
    faults = compare(sites, lists())
    if faults:
        print("\n".join(faults), file=sys.stderr)
        sys.exit("check-traps: give each a form that can't trap, or its proof in tools/traps/MODULE.txt")
    print(f"  {len(sites)} places that could trap, each with its proof")


if __name__ == "__main__":
    main()
