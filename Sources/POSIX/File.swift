private import Glibc
package import Problems

/// Small files, read and created whole.
package enum File {
    /// Who may read a file besides its owner.
    package struct Contents {
        package let bytes: [UInt8]
        package let isReadableByOthers: Bool
    }

    /// Reads a whole file.
    ///
    /// - Parameters:
    ///   - what: names the file in messages, such as "key file".
    ///   - status: of the problem when the file can't be read.
    package static func read(
        _ path: String, what: String, status: Status, maximumBytes: Int
    ) throws(Problem) -> Contents {
        // Not blocking, as a pipe without a writer would; that it is no file is told below.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw problem(status, "the \(what) \"\(path)\" can't be opened", errno) }
        defer { close(descriptor) }
        var information = stat()
        guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
            throw Problem(status, "the \(what) \"\(path)\" is no regular file")
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw problem(status, "the \(what) \"\(path)\" can't be read", errno) }
            if count == 0 { break }
            guard bytes.count + count <= maximumBytes else {
                throw Problem(status, "the \(what) \"\(path)\" has more than \(maximumBytes) bytes")
            }
            bytes += chunk[..<count]
        }
        return Contents(bytes: bytes, isReadableByOthers: information.st_mode & 0o077 != 0)
    }

    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Creates a file that only its owner can read, durable and whole: another process sees all of it or none.
    ///
    /// - Returns: false when a file of that name is there already, which is then left as it is.
    package static func create(
        _ path: String, _ bytes: [UInt8], what: String, status: Status
    ) throws(Problem) -> Bool {
        var template = Array((path + ".XXXXXX").utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw problem(status, "the \(what) \"\(path)\" can't be created", errno) }
        defer {
            close(descriptor)
            unlink(template)
        }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                write(descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw problem(status, "the \(what) \"\(path)\" can't be written", errno) }
            written += count
        }
        guard fsync(descriptor) == 0 else { throw problem(status, "the \(what) \"\(path)\" can't be written", errno) }
        if link(template, path) != 0 {
            if errno == EEXIST { return false }
            throw problem(status, "the \(what) \"\(path)\" can't be created", errno)
        }
        syncDirectory(of: path)
        return true
    }

    /// Puts a file in the place of another, whole and durable. It has the mode that it was created with.
    package static func move(
        _ path: String, to other: String, what: String, status: Status
    ) throws(Problem) {
        guard rename(path, other) == 0 else {
            throw problem(status, "the \(what) \"\(other)\" can't be replaced", errno)
        }
        syncDirectory(of: other)
    }

    /// Removes a file; one that is not there is removed already.
    package static func remove(_ path: String, what: String, status: Status) throws(Problem) {
        guard unlink(path) == 0 || errno == ENOENT else {
            throw problem(status, "the \(what) \"\(path)\" can't be removed", errno)
        }
    }

    /// Whether two paths lead to one file.
    package static func areSame(_ path: String, _ other: String) -> Bool {
        var (first, second) = (stat(), stat())
        guard stat(path, &first) == 0, stat(other, &second) == 0 else { return path == other }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    /// The folder of a path, "." for a bare name.
    package static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The paths of what is in a folder, in the order of their names; without hidden ones.
    package static func contents(
        ofDirectory path: String, what: String, status: Status
    ) throws(Problem) -> [String] {
        guard let directory = opendir(path) else {
            throw problem(status, "the \(what) \"\(path)\" can't be opened", errno)
        }
        defer { closedir(directory) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(directory) else { break }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        guard errno == 0 else { throw problem(status, "the \(what) \"\(path)\" can't be read", errno) }
        return names.sorted().map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
    }

    package static func isDirectory(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
    }

    /// Why no file can be at a path, or be made there; nil when one is there or can be. A link that leads nowhere counts
    /// as a hindrance.
    package static func hindrance(_ path: String) -> String? {
        var information = stat()
        if stat(path, &information) == 0 {
            return information.st_mode & S_IFMT == S_IFREG ? nil : "it is no regular file"
        }
        let code = errno
        guard code == ENOENT else { return ErrorText.of(code) }
        return lstat(path, &information) == 0 ? "it is a link that leads nowhere" : nil
    }

    /// In bytes; nil where there is no regular file.
    package static func size(_ path: String) -> Int? {
        var information = stat()
        guard stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(information.st_size)
    }

    /// Tells whether two paths, or one path at two times, lead to the same file.
    package struct Identity: Equatable, Sendable {
        private let device: UInt64
        private let number: UInt64

        fileprivate init(_ information: stat) {
            device = UInt64(information.st_dev)
            number = UInt64(information.st_ino)
        }
    }

    /// Nil where there is nothing.
    package static func identity(_ path: String) -> Identity? {
        var information = stat()
        return stat(path, &information) == 0 ? Identity(information) : nil
    }

    package static func isWritable(_ path: String) -> Bool { access(path, W_OK) == 0 }

    /// Makes the new name in the folder survive a power cut. Some file systems can't, which is no reason to fail.
    private static func syncDirectory(of path: String) {
        let descriptor = open(directory(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func problem(_ status: Status, _ message: String, _ code: Int32) -> Problem {
        Problem(status, "\(message): \(ErrorText.of(code))")
    }
}
