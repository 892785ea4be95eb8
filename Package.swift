// swift-tools-version: 6.2

import PackageDescription

/// Warnings are errors in this package, and only in it: a package that depends on manifold is not affected.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

/// A room of the library: a target under `Sources` with the package's settings.
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of one room, with the helpers that all tests share.
func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: name + "Tests",
        dependencies: [.target(name: name), "TestSupport"] + dependencies,
        swiftSettings: strict
    )
}

let package = Package(
    name: "manifold",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "manifold", targets: ["manifold"]),
        .library(
            name: "Manifold",
            targets: [
                "ManifoldAssembly", "ManifoldRegistry", "ManifoldCredentials", "ManifoldStore", "ManifoldArchive",
                "ManifoldContent", "ManifoldTransfer", "ManifoldOCI",
            ]
        ),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.8.1"),
    ],
    targets: [
        // The rooms, top to bottom: each imports only rooms below it.
        .executableTarget(name: "manifold", dependencies: ["ManifoldCommands"], swiftSettings: strict),
        room(
            "ManifoldCommands",
            [
                "ManifoldArchive", "ManifoldAssembly", "ManifoldCredentials", "ManifoldRegistry", "ManifoldStore",
                "ManifoldTransfer", argumentParser, logging, systemPackage,
            ]
        ),
        room(
            "ManifoldAssembly",
            ["ManifoldArchive", "ManifoldContent", "ManifoldRegistry", "ManifoldStore", systemPackage]
        ),
        room(
            "ManifoldRegistry",
            ["ManifoldContent", "ManifoldCredentials", "ManifoldTransfer", httpTypes, logging]
        ),
        room("ManifoldCredentials", ["ManifoldContent", "ManifoldOCI", systemPackage]),
        room("ManifoldStore", ["ManifoldContent", "CShims", systemPackage]),
        room("ManifoldArchive", ["ManifoldContent", "CArchive", "CZlib", "CShims", systemPackage]),
        room("ManifoldContent", ["ManifoldOCI", systemPackage]),
        room("ManifoldTransfer", ["CCurl", "CShims", httpTypes, logging, systemPackage]),
        room("ManifoldOCI", [crypto]),

        // The C libraries, and the few lines of C that Swift cannot say.
        .systemLibrary(
            name: "CArchive",
            pkgConfig: "libarchive",
            providers: [.apt(["libarchive-dev"]), .brew(["libarchive"])]
        ),
        .systemLibrary(
            name: "CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]
        ),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .target(name: "CShims", dependencies: ["CCurl"]),

        .target(
            name: "TestSupport",
            dependencies: ["ManifoldOCI", crypto, systemPackage],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
        tests(of: "ManifoldOCI"),
        tests(of: "ManifoldTransfer"),
        tests(of: "ManifoldContent", ["ManifoldOCI", systemPackage]),
        tests(of: "ManifoldArchive"),
        tests(of: "ManifoldStore", ["ManifoldContent", "ManifoldOCI", systemPackage]),
        tests(of: "ManifoldCredentials", ["ManifoldContent", systemPackage]),
        tests(
            of: "ManifoldRegistry",
            ["ManifoldContent", "ManifoldCredentials", "ManifoldOCI", "ManifoldTransfer", httpTypes, systemPackage]
        ),
        tests(of: "ManifoldAssembly", ["ManifoldContent", "ManifoldOCI", "ManifoldStore", systemPackage]),
        // They run the executable, which therefore has to be built beside them.
        tests(of: "ManifoldCommands", ["manifold", "ManifoldOCI"]),
    ]
)
