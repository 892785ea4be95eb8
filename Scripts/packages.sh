# Sourced by the other scripts: installs Debian packages that are missing, and says which.

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

install_packages() {
    local missing=()
    local package
    for package in "$@"; do
        if ! dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed; then
            missing+=("$package")
        fi
    done
    if [ "${#missing[@]}" -eq 0 ]; then
        echo "packages: all present ($*)"
        return
    fi
    echo "packages: installing ${missing[*]}"
    as_root apt-get update -qq </dev/null
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
        </dev/null >/dev/null
}

require_swift() {
    if ! command -v swift >/dev/null; then
        echo "swift is not on the PATH. Install a Swift 6.2 or later toolchain from https://www.swift.org/install" >&2
        exit 1
    fi
}

# What the program itself is linked to.
libraries=(libarchive-dev libcurl4-openssl-dev zlib1g-dev)

# Builds the program as it is shipped: optimised, stripped, with the Swift runtime and libarchive inside.
#
# The shared libarchive would bring libxml2 and ICU along, and half of the time to start goes into loading them; of the
# static one only the tar writer is taken. SwiftPM takes the library's flags from pkg-config, so that is where it is
# told. Sets `manifold` to the program's path.
build_release() {
    local archive
    archive="$(clang -print-file-name=libarchive.a)"
    if [ -f "$archive" ]; then
        mkdir -p .build/pkgconfig
        printf 'Name: libarchive\nDescription: libarchive, static\nVersion: 3\nLibs: -L%s -l:libarchive.a\nCflags:\n' \
            "$(dirname "$archive")" >.build/pkgconfig/libarchive.pc
        export PKG_CONFIG_PATH="$PWD/.build/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
    fi
    local flags=(--configuration release --static-swift-stdlib -Xlinker -s)
    swift build "${flags[@]}" --product manifold
    manifold="$(swift build "${flags[@]}" --show-bin-path)/manifold"
}

# Puts a docker client on the PATH: the one that is there, else Debian's, taken out of its package. Nothing is installed
# for it, so no daemon is started.
provide_docker_client() {
    if command -v docker >/dev/null; then
        echo "docker client: $(docker --version)"
        return
    fi
    local place="$PWD/.build/docker-client"
    if [ ! -x "$place/usr/bin/docker" ]; then
        rm -rf "$place"
        mkdir -p "$place"
        local package
        for package in docker-cli docker.io; do
            (cd "$place" && apt-get download -qq "$package" </dev/null 2>/dev/null &&
                dpkg-deb --extract "$package"_*.deb . && rm -f "$package"_*.deb) || continue
            [ ! -x "$place/usr/bin/docker" ] || break
        done
    fi
    if [ -x "$place/usr/bin/docker" ]; then
        export PATH="$PATH:$place/usr/bin"
        echo "docker client: $(docker --version), for the tests only"
    else
        echo "docker client: none to be had; the comparisons with it are skipped"
    fi
}
