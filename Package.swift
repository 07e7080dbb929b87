// swift-tools-version: 6.3
import PackageDescription

// Arrows run downwards only; docs/architecture.md draws them.
let swift: [SwiftSetting] = [
    // The library is one binary, so that code small enough to inline may cross module borders in release builds.
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
    // Regular expressions would add 1.5 MB for the sake of a text search here or there.
    .unsafeFlags(["-Xfrontend", "-disable-implicit-string-processing-module-import"]),
]

let package = Package(
    name: "provisor",
    products: [.library(name: "provisor", type: .dynamic, targets: ["Provisor"])],
    targets: [
        .systemLibrary(name: "CProvisor", path: "include"),
        .systemLibrary(name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        // The definitions are embedded by the C compiler (#embed, C23), so that no file has to be found at run time.
        .target(
            name: "BuiltinElements", exclude: ["definitions", "vocabulary.json"],
            cSettings: [.unsafeFlags(["-std=c23"])]),
        .target(name: "Problems", swiftSettings: swift),
        .target(name: "POSIX", dependencies: ["Problems"], swiftSettings: swift),
        .target(name: "JSON", dependencies: ["CJansson"], swiftSettings: swift),
        .target(
            name: "Elements", dependencies: ["BuiltinElements", "JSON", "POSIX", "Problems"], swiftSettings: swift),
        .target(name: "Validation", dependencies: ["Elements", "JSON", "Problems"], swiftSettings: swift),
        .target(name: "Faces", dependencies: ["Elements", "JSON", "Problems", "Validation"], swiftSettings: swift),
        .target(
            name: "Lint", dependencies: ["Elements", "JSON", "Problems", "Validation"], swiftSettings: swift),
        .target(name: "Secrets", dependencies: ["CSodium", "POSIX", "Problems"], swiftSettings: swift),
        .target(name: "Storage", dependencies: ["CSQLite", "POSIX", "Problems"], swiftSettings: swift),
        .target(
            name: "Instances",
            dependencies: [
                "Elements", "Faces", "JSON", "Lint", "POSIX", "Problems", "Secrets", "Storage", "Validation",
            ],
            swiftSettings: swift),
        .target(
            name: "REST", dependencies: ["Elements", "Instances", "JSON", "Problems", "Secrets", "Validation"],
            swiftSettings: swift),
        .target(
            name: "Provisor",
            dependencies: [
                "CProvisor", "Instances", "JSON", "Lint", "POSIX", "Problems", "REST", "Secrets", "Validation",
            ],
            swiftSettings: swift,
            linkerSettings: [
                // --static-swift-stdlib does not reach dynamic products, hence the flag here.
                .unsafeFlags(["-static-stdlib"]),
                .unsafeFlags([
                    // gold lets some of Swift's metadata symbols through the version script.
                    "-use-ld=lld",
                    "-Xlinker", "--version-script=provisor.map",
                    "-Xlinker", "-soname=libprovisor.so.0",
                    // A Swift runtime must not be unmapped: its threads' clean-up would run in freed memory.
                    "-Xlinker", "-z", "-Xlinker", "nodelete",
                    "-Xlinker", "-z", "-Xlinker", "now",
                    "-Xlinker", "--gc-sections",
                ]),
            ]),
        .testTarget(name: "JSONTests", dependencies: ["CJansson", "JSON"]),
        .testTarget(name: "ElementsTests", dependencies: ["Elements", "JSON", "Problems"]),
        .testTarget(name: "ValidationTests", dependencies: ["Elements", "JSON", "Validation"]),
        .testTarget(name: "LintTests", dependencies: ["Elements", "JSON", "Lint"]),
        .testTarget(name: "SecretsTests", dependencies: ["Secrets", "POSIX", "Problems"]),
        .testTarget(name: "StorageTests", dependencies: ["Storage", "Problems"]),
        .testTarget(
            name: "InstancesTests",
            dependencies: ["Elements", "Instances", "JSON", "POSIX", "Problems", "Secrets", "Storage"]),
        .testTarget(name: "RESTTests", dependencies: ["Instances", "JSON", "Problems", "REST"]),
    ],
    swiftLanguageModes: [.v6]
)
