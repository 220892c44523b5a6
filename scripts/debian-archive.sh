# shellcheck shell=bash
# For scripts that fetch Debian packages without installing them. To be sourced.

# The release that this machine has, and where apt gets it from.
debian_release=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
debian_mirror=$(apt-get indextargets --format '$(REPO_URI)' "Codename: $debian_release" 'Created-By: Packages' | head -n 1)
[[ -n $debian_mirror ]] || { echo "apt has no source for $debian_release" >&2; exit 1; }

# begin_apt FOLDER TYPE ARCHITECTURE: `apt` becomes a command that knows the packages of the TYPE (deb or deb-src) as on a
# machine on which nothing is installed. It keeps everything in the FOLDER; this machine's packages don't matter to it.
begin_apt() {
    local folder=$1
    mkdir -p "$folder/lists/partial" "$folder/cache/archives/partial"
    touch "$folder/status"
    echo "$2 $debian_mirror $debian_release main" >"$folder/sources.list"
    # The user that apt would download as has no access to our folders.
    apt=(apt-get -qq -o APT::Architecture="$3" -o APT::Architectures="$3" -o APT::Sandbox::User=root
        -o Dir::State="$folder" -o Dir::State::lists="$folder/lists" -o Dir::State::status="$folder/status"
        -o Dir::Cache="$folder/cache" -o Dir::Etc::sourcelist="$folder/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o Acquire::Languages=none)
    "${apt[@]}" update
}
