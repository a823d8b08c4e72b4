/* config: see config.h. A new setting is one row here and one member there. */
#include "program/config.h"

#include "auth/token.h"
#include "http/peer.h"
#include "program/findings.h"
#include "rest/decode.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum type { TEXT, NUMBER };

enum { FILE_MAX = 64 * 1024 };

struct setting_row {
    const char *name;
    enum type type;
    size_t offset;
    const char *preset; /* default; NULL: none, the value is then "" */
    long least, most;   /* range of a number; of a text that is not empty, its length in bytes */
    const char *meaning;
    bool (*is_good)(const char *value); /* checks a text that is not empty; NULL: any text is good */
    const char *expected;               /* what is_good() asks for */
};

#define TEXT_ROW(name, member, preset, least, most, meaning) \
    {name, TEXT, offsetof(struct config, member), preset, least, most, meaning, NULL, NULL}
#define CHECKED_ROW(name, member, preset, least, most, meaning, is_good, expected) \
    {name, TEXT, offsetof(struct config, member), preset, least, most, meaning, is_good, expected}
#define NUMBER_ROW(name, member, preset, least, most, meaning) \
    {name, NUMBER, offsetof(struct config, member), preset, least, most, meaning, NULL, NULL}

/* http:// or https://, then at least one visible character and none of `forbidden`. */
static bool is_web_address(const char *text, size_t length, const char *forbidden)
{
    size_t scheme = strncmp(text, "https://", 8) == 0 ? 8 : 7;
    if (length <= scheme || (scheme == 7 && strncmp(text, "http://", 7) != 0))
        return false;
    for (size_t i = scheme; i < length; i++)
        if (!isgraph((unsigned char)text[i]) || strchr(forbidden, text[i]))
            return false;
    return true;
}

static bool is_base_url(const char *value)
{
    size_t length = strlen(value);
    return is_web_address(value, length, "?#\"<>\\") && value[length - 1] != '/';
}

/* Browsers send origins in small letters; they are compared byte by byte. */
static bool are_origins(const char *value)
{
    for (const char *at = value + strspn(value, ", "); *at; at += strspn(at, ", ")) {
        size_t length = strcspn(at, ", ");
        if (!is_web_address(at, length, "/?#*\"<>\\ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
            return false;
        at += length;
    }
    return true;
}

static bool are_addresses(const char *value)
{
    struct proxies proxies;
    return proxies_parse(&proxies, value);
}

static bool is_log_level(const char *value)
{
    static const char *const levels[] = {"debug", "info", "warn", "error"};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (strcmp(levels[i], value) == 0)
            return true;
    return false;
}

static bool is_reach(const char *value)
{
    return strcmp(value, "loopback") == 0 || strcmp(value, "anywhere") == 0;
}

static const struct setting_row rows[] = {
    TEXT_ROW("DATABASE_URL", database_url, NULL, 1, 4096, "libpq connection string; the service logs in as a role that owns nothing"),
    TEXT_ROW("TDKT_HOME", home, "var", 1, 1024, "where a development installation keeps its keys and data"),
    TEXT_ROW("TDKT_LISTEN", listen, "127.0.0.1:8080", 2, 128, "address and port of the service; port 0 takes a free one"),
    TEXT_ROW("TDKT_ADMIN_LISTEN", admin_listen, "127.0.0.1:9090", 2, 128, "address and port of /livez, /readyz and /metrics"),
    CHECKED_ROW("TDKT_PUBLIC_URL", public_url, NULL, 8, 512, "start of absolute links; without it what a trusted proxy or Host says",
                is_base_url, "an http or https address without a slash at its end"),
    TEXT_ROW("TDKT_JWT_KEYS", jwt_keys, NULL, 1, 2048,
             "public keys of the token issuer: PEM or JWKS, a file or https URL; reloaded on SIGHUP"),
    TEXT_ROW("TDKT_JWT_ISSUER", jwt_issuer, NULL, 1, 512, "the iss that tokens must bear"),
    TEXT_ROW("TDKT_JWT_AUDIENCE", jwt_audience, NULL, 1, 512, "the aud that tokens must bear, or one of several words"),
    TEXT_ROW("TDKT_JWT_ROLES_CLAIM", jwt_roles_claim, TOKEN_ROLES_CLAIM, 1, 200,
             "the claim that lists a caller's roles: a name, or a path such as realm_access.roles"),
    TEXT_ROW("TDKT_JWT_UNITS_CLAIM", jwt_units_claim, TOKEN_UNITS_CLAIM, 1, 200, "the claim that lists a caller's units, likewise"),
    TEXT_ROW("TDKT_JWT_SUBJECT_CLAIM", jwt_subject_claim, TOKEN_SUBJECT_CLAIM, 1, 200,
             "the claim that names the caller, likewise; never one that changes or goes to somebody else"),
    TEXT_ROW("TDKT_JWT_AUDIENCE_CLAIM", jwt_audience_claim, TOKEN_AUDIENCE_CLAIM, 1, 200, "the claim of the audience, likewise"),
    TEXT_ROW("TDKT_JWT_ACCESS_CLAIM", jwt_access_claim, NULL, 1, 200,
             "a claim that only access tokens of the issuer have; a token without it is refused"),
    TEXT_ROW("TDKT_JWT_ROLE_MAP", jwt_role_map, NULL, 1, 8192,
             "the issuer's names of roles: \"Theirs=ours, Other=ours\"; only these names count then"),
    TEXT_ROW("TDKT_JWT_TYP", jwt_typ, TOKEN_TYPES, 1, 200,
             "words: the typ that a token's header may have; \"missing\" allows none"),
    TEXT_ROW("TDKT_JWT_ALG", jwt_alg, NULL, 1, 10, "the algorithm of keys that do not say theirs, such as PS256"),
    TEXT_ROW("TDKT_JWT_ISSUERS", jwt_issuers, NULL, 1, 1024,
             "a JSON file that lists several issuers, in place of the settings above; see docs/identity.md"),
    NUMBER_ROW("TDKT_JWT_KEPT_HOURS", jwt_kept_hours, "24", 0, 720,
               "age of keys, kept in TDKT_HOME, for a start without the key server; 0: never"),
    CHECKED_ROW("TDKT_DEVELOPMENT_KEYS", development_keys, "loopback", 8, 8,
                "where the keys of tdkt token may serve: loopback (TDKT_LISTEN on this machine only) or anywhere", is_reach,
                "loopback or anywhere"),
    NUMBER_ROW("TDKT_JWT_SKEW", jwt_skew, "30", 0, 60, "seconds of clock difference that tokens are allowed"),
    NUMBER_ROW("TDKT_TOKEN_CACHE", token_cache, "10000", 0, 1000000, "verified tokens kept in memory"),
    NUMBER_ROW("TDKT_SCOPE_TTL", scope_ttl, "10", 0, 60, "seconds for which a caller's resolved units are kept while no unit changes"),
    TEXT_ROW("TDKT_SECRET", secret, NULL, 32, 512, "key of cursors and of the citizen-id look-up: the same on every instance, for ever"),
    CHECKED_ROW("TDKT_CORS_ORIGINS", cors_origins, NULL, 1, 4096, "comma-separated origins that browsers may call from",
                are_origins, "origins such as https://app.example, in small letters and without a path"),
    CHECKED_ROW("TDKT_TRUSTED_PROXIES", trusted_proxies, NULL, 1, 1024,
                "comma-separated addresses whose Forwarded and X-Forwarded headers count",
                are_addresses, "at most 16 IP addresses"),
    NUMBER_ROW("TDKT_CONNECTION_LIMIT", connection_limit, "4096", 8, 65536, "open client connections, all together"),
    NUMBER_ROW("TDKT_PER_ADDRESS_LIMIT", per_address_limit, "256", 0, 65536,
               "open connections of one address (IPv6: of one /64), but for TDKT_TRUSTED_PROXIES; 0: no limit"),
    NUMBER_ROW("TDKT_IDLE_TIMEOUT", idle_timeout, "30", 1, 3600, "seconds after which an idle connection is closed"),
    NUMBER_ROW("TDKT_HEADER_TIMEOUT", header_timeout, "20", 1, 3600, "seconds in which a request's head must have come"),
    NUMBER_ROW("TDKT_BODY_TIMEOUT", body_timeout, "60", 1, 3600, "seconds in which its body must have come"),
    NUMBER_ROW("TDKT_ANSWER_TIMEOUT", answer_timeout, "120", 1, 3600, "seconds in which its answer must have been taken"),
    NUMBER_ROW("TDKT_DRAIN_DELAY", drain_delay, "0", 0, 300,
               "seconds between \"not ready\" and the closed port of a stop, for balancers to notice"),
    NUMBER_ROW("TDKT_DRAIN_TIMEOUT", drain_timeout, "30", 0, 600,
               "seconds that a stop waits for requests in flight, which are then undone"),
    NUMBER_ROW("TDKT_BODY_LIMIT", body_limit, "1048576", 1024, 67108864, "bytes of a request body"),
    NUMBER_ROW("TDKT_DB_CONNECTIONS", db_connections, "16", 1, 256, "connections to PostgreSQL"),
    NUMBER_ROW("TDKT_DB_WAITING", db_waiting, "1024", 0, 65536,
               "reads that may wait for one; of searches and writes a quarter of that, of reports a sixteenth; one more gets 503"),
    NUMBER_ROW("TDKT_DB_ACQUIRE_MS", db_acquire_ms, "2000", 1, 60000, "longest such wait"),
    NUMBER_ROW("TDKT_DB_CONNECT_MS", db_connect_ms, "2000", 10, 60000, "longest attempt to connect"),
    NUMBER_ROW("TDKT_STATEMENT_MS", statement_ms, "10000", 10, 600000, "longest statement"),
    NUMBER_ROW("TDKT_WAIT_FOR_SCHEMA", wait_for_schema, "0", 0, 86400,
               "seconds that a start waits for a schema that is behind or absent; 0: it is refused"),
    NUMBER_ROW("TDKT_RATE_LIMIT", rate_limit, "100", 0, 1000000, "requests a second of one caller; 0: no limit"),
    NUMBER_ROW("TDKT_RATE_BURST", rate_burst, "200", 1, 1000000, "requests that may come at once"),
    CHECKED_ROW("TDKT_LIVE_ON", live_on, NULL, 10, 10,
                "day since which awards need a nomination; kept by migrate, at first the day of the first migration", is_date,
                "a day, YYYY-MM-DD"),
    TEXT_ROW("TDKT_TIME_ZONE", time_zone, NULL, 1, 64, "where \"today\" is; kept by migrate, at first Asia/Ho_Chi_Minh"),
    CHECKED_ROW("TDKT_LOG_LEVEL", log_level, "info", 4, 5, "debug, info, warn or error", is_log_level,
                "debug, info, warn or error"),
};

enum { ROW_COUNT = sizeof rows / sizeof *rows };

/* The file's text without white space around it; NULL when it cannot be read or is too long. */
static char *read_file(const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return NULL;
    char *text = calloc(1, FILE_MAX);
    size_t length = text ? fread(text, 1, FILE_MAX - 1, file) : 0;
    fclose(file);
    if (!text || length == FILE_MAX - 1) {
        free(text);
        return NULL;
    }
    while (length && isspace((unsigned char)text[length - 1]))
        text[--length] = '\0';
    return text;
}

/* The value as given, or the default; the caller frees it. NULL: the file that should hold it cannot be read. */
static char *value_of(const struct setting_row *row)
{
    char file_name[64];
    snprintf(file_name, sizeof file_name, "%s_FILE", row->name);
    const char *path = getenv(file_name), *value = getenv(row->name);
    if (path && *path && !(value && *value))
        return read_file(path);
    if (value && *value)
        return strdup(value);
    return strdup(row->preset ? row->preset : "");
}

static bool read_number(const struct setting_row *row, const char *value, int *number)
{
    char *end;
    errno = 0;
    long read = strtol(value, &end, 10);
    *number = (int)read;
    return !errno && end != value && !*end && read >= row->least && read <= row->most;
}

static void set_number(struct config *config, const struct setting_row *row, const char *value, struct findings *f)
{
    int number;
    if (!read_number(row, value, &number)) {
        findings_add(f, FOUND_SETTING, "%s must be a whole number from %ld to %ld", row->name, row->least, row->most);
        read_number(row, row->preset, &number);
    }
    memcpy((char *)config + row->offset, &number, sizeof number);
}

static void set_text(struct config *config, const struct setting_row *row, char *value, struct findings *f)
{
    long length = (long)strlen(value);
    memcpy((char *)config + row->offset, &value, sizeof value);
    if (length && (length < row->least || length > row->most))
        findings_add(f, FOUND_SETTING, "%s must have %ld to %ld bytes", row->name, row->least, row->most);
    else if (length && row->is_good && !row->is_good(value))
        findings_add(f, FOUND_SETTING, "%s must be %s", row->name, row->expected);
}

static void set(struct config *config, const struct setting_row *row, struct findings *f)
{
    char *value = value_of(row);
    if (!value) {
        findings_add(f, FOUND_SETTING, "%s_FILE names a file that cannot be read or is too long", row->name);
        value = strdup(row->preset ? row->preset : "");
    }
    if (row->type == TEXT) {
        set_text(config, row, value, f);
        return;
    }
    set_number(config, row, value, f);
    free(value);
}

void config_read_all(struct config *config, struct findings *findings)
{
    *config = (struct config){0};
    for (int i = 0; i < ROW_COUNT; i++)
        set(config, &rows[i], findings);
}

bool config_read(struct config *config, char *why, size_t why_size)
{
    struct findings findings = {0};
    config_read_all(config, &findings);
    if (findings.count == 0)
        return true;
    snprintf(why, why_size, "%s", findings.lines[0].text);
    config_free(config);
    return false;
}

const char *config_name(size_t number)
{
    return number < ROW_COUNT ? rows[number].name : NULL;
}

void config_free(struct config *config)
{
    for (int i = 0; i < ROW_COUNT; i++) {
        char *text;
        if (rows[i].type != TEXT)
            continue;
        memcpy(&text, (char *)config + rows[i].offset, sizeof text);
        free(text);
    }
    *config = (struct config){0};
}

void config_print(FILE *out)
{
    fprintf(out, "%-24s %-7s %-16s %-16s %s\n", "variable", "type", "default", "range", "meaning");
    for (int i = 0; i < ROW_COUNT; i++) {
        const struct setting_row *row = &rows[i];
        char range[40];
        snprintf(range, sizeof range, "%ld–%ld%s", row->least, row->most, row->type == TEXT ? " bytes" : "");
        fprintf(out, "%-24s %-7s %-16s %-16s %s\n", row->name, row->type == TEXT ? "text" : "number",
                row->preset ? row->preset : "-", range, row->meaning);
    }
}
