# shellcheck shell=bash
# database_url: changes libpq connection strings, in any of the three forms that libpq accepts.

percent_encoded() {
    local text=$1 LC_ALL=C i character
    for ((i = 0; i < ${#text}; i++)); do
        character=${text:i:1}
        case $character in
            [A-Za-z0-9_.-]) printf '%s' "$character" ;;
            *) printf '%%%02X' "'$character" ;;
        esac
    done
}

quoted() {
    local text=${1//\\/\\\\}
    printf "'%s'" "${text//\'/\\\'}"
}

uri_with() {
    local uri=$1 separator='?'
    shift
    [[ $uri != *\?* ]] || separator='&'
    while (($# > 0)); do
        uri+=$separator$1=$(percent_encoded "$2")
        separator='&'
        shift 2
    done
    printf '%s\n' "$uri"
}

keywords_with() {
    local keywords=$1
    shift
    while (($# > 0)); do
        keywords+=" $1=$(quoted "$2")"
        shift 2
    done
    printf '%s\n' "$keywords"
}

# url_with URL KEYWORD VALUE…: the same database; these keywords replace those in the URL.
url_with() {
    local url=$1
    shift
    case $url in
        postgres://* | postgresql://*) uri_with "$url" "$@" ;;
        *=*) keywords_with "$url" "$@" ;;
        *) keywords_with "dbname=$(quoted "$url")" "$@" ;;
    esac
}
