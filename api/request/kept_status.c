/*
 * kept_status: see kept_status.h. A fixed table of buckets, chosen by code. A bucket holds a few answers: for different rights, or
 * for codes with the same hash. `changes` of a bucket counts the changes of its codes; an answer that was made while it grew is not
 * kept. All answers in the table were true at the last round.
 */
#include "request/kept_status.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/ctx.h"
#include "base/deadline.h"
#include "base/hash.h"
#include "base/rounds.h"
#include "pg/query.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    BUCKETS = 8192,
    WAYS = 2,
    MOST_RIGHTS = 2048, /* bytes of one caller's settings */
    MOST_TEXT = 4096,
    MOST_BYTES = 8 << 20,
    PATIENCE_MS = 250
};

struct entry {
    char *rights, *code, *etag, *text; /* one allocation that begins at `rights` */
    size_t length, size;
    int64_t until;
};

struct bucket {
    uint64_t changes;
    struct entry entries[WAYS];
    int oldest;
};

struct kept_statuses {
    pthread_mutex_t lock;
    struct pool *pool;
    struct rounds *rounds;
    uint64_t changes; /* how often the whole table was emptied */
    size_t bytes;
    char *snapshot, *server; /* of the last round: its snapshot and the start time of the server; NULL: there is no valid round */
    int64_t asked_at;
    struct kept_status_figures figures;
    struct bucket buckets[BUCKETS];
};

static struct bucket *bucket_of(struct kept_statuses *kept, const char *code, size_t length)
{
    return &kept->buckets[hash_text(code, length) % BUCKETS];
}

/* Writes all settings of the caller that row security may read. False: they are too long. */
static bool write_rights(const struct db *db, char rights[static MOST_RIGHTS])
{
    struct buf text;
    buf_init_fixed(&text, rights, MOST_RIGHTS);
    for (int i = 0; i < db->setting_count; i++)
        buf_addf(&text, "%s=%s;", db->settings[i].name, db->settings[i].value ? db->settings[i].value : "");
    return !text.overflow;
}

/* Called under the lock, like the functions that follow, down to take_round(). */
static void forget(struct kept_statuses *kept, struct entry *entry)
{
    kept->bytes -= entry->size;
    free(entry->rights);
    *entry = (struct entry){.rights = NULL};
}

static void empty_bucket(struct kept_statuses *kept, struct bucket *bucket)
{
    bucket->changes++;
    for (int way = 0; way < WAYS; way++)
        forget(kept, &bucket->entries[way]);
}

static void empty(struct kept_statuses *kept)
{
    kept->changes++;
    for (size_t i = 0; i < BUCKETS; i++)
        empty_bucket(kept, &kept->buckets[i]);
}

static void forget_codes(struct kept_statuses *kept, const char *codes)
{
    while (*codes) {
        size_t length = strcspn(codes, ",");
        empty_bucket(kept, bucket_of(kept, codes, length));
        codes += length + (codes[length] == ',');
    }
}

static void set_text(char **text, const char *to)
{
    free(*text);
    *text = to ? strdup(to) : NULL;
}

/* The changes are known only if the last round was recent and the server is still the same; otherwise all is forgotten. */
static void take_round(struct kept_statuses *kept, const struct rows *rows)
{
    enum { SNAPSHOT, SERVER, CHANGES };
    const char *server = rows ? rows_text(rows, 0, SERVER) : NULL, *changes = rows ? rows_text(rows, 0, CHANGES) : NULL;
    bool is_known = server && kept->server && strcmp(server, kept->server) == 0 && (!changes || *changes != '*');
    if (!is_known)
        empty(kept);
    else if (changes)
        forget_codes(kept, changes);
    kept->figures.asked++;
    kept->asked_at = clock_ms();
    set_text(&kept->snapshot, rows ? rows_text(rows, 0, SNAPSHOT) : NULL);
    set_text(&kept->server, server);
}

static const char *snapshot_of(struct kept_statuses *kept, struct arena *a)
{
    pthread_mutex_lock(&kept->lock);
    bool is_recent = kept->snapshot && clock_ms() - kept->asked_at < KEPT_STATUS_S * 1000;
    const char *snapshot = is_recent ? arena_strdup(a, kept->snapshot) : NULL;
    pthread_mutex_unlock(&kept->lock);
    return snapshot;
}

static bool ask(void *cls)
{
    static const char sql[] =
        "select pg_current_snapshot()::text, pg_postmaster_start_time()::text, status_changes($1::pg_snapshot)";
    struct kept_statuses *kept = cls;
    struct arena *a = arena_new();
    struct ctx ctx;
    struct db db;
    ctx_init(&ctx, a);
    db_init(&db, &ctx, kept->pool);
    const char *since = snapshot_of(kept, a);
    struct rows *rows = query(&db, sql, 1, &since);
    pthread_mutex_lock(&kept->lock);
    take_round(kept, rows);
    pthread_mutex_unlock(&kept->lock);
    arena_free(a);
    return rows != NULL;
}

/* Called under the lock. */
static struct entry *find(struct kept_statuses *kept, const char *code, const char *rights, uint64_t *changes)
{
    struct bucket *bucket = bucket_of(kept, code, strlen(code));
    *changes = bucket->changes + kept->changes;
    for (int way = 0; way < WAYS; way++) {
        struct entry *entry = &bucket->entries[way];
        if (entry->rights && strcmp(entry->code, code) == 0 && strcmp(entry->rights, rights) == 0 && entry->until > clock_ms())
            return entry;
    }
    return NULL;
}

static const struct kept_status *copy(struct arena *a, const struct entry *entry)
{
    struct kept_status *answer = arena_zero(a, sizeof *answer);
    answer->etag = arena_strdup(a, entry->etag);
    answer->text = arena_strndup(a, entry->text, entry->length);
    answer->length = entry->length;
    return answer;
}

/* Called without the lock. */
static const struct kept_status *look(struct kept_statuses *kept, struct arena *a, const char *code, const char *rights,
                                      uint64_t *moment)
{
    pthread_mutex_lock(&kept->lock);
    struct entry *entry = find(kept, code, rights, moment);
    const struct kept_status *answer = entry ? copy(a, entry) : NULL;
    kept->figures.given += answer != NULL;
    pthread_mutex_unlock(&kept->lock);
    return answer;
}

static bool is_kept(struct kept_statuses *kept, const char *code, const char *rights, uint64_t *moment)
{
    pthread_mutex_lock(&kept->lock);
    bool found = find(kept, code, rights, moment);
    pthread_mutex_unlock(&kept->lock);
    return found;
}

const struct kept_status *kept_status_find(struct kept_statuses *kept, struct arena *arena, const struct db *db,
                                           const char *code, uint64_t *moment)
{
    char rights[MOST_RIGHTS];
    *moment = 0;
    if (!write_rights(db, rights) || !is_kept(kept, code, rights, moment))
        return NULL;
    if (!rounds_join(kept->rounds, deadline_in(PATIENCE_MS)))
        return NULL;
    return look(kept, arena, code, rights, moment);
}

static struct entry make_entry(const char *code, const char *rights, const struct kept_status *answer)
{
    const char *parts[] = {rights, code, answer->etag, answer->text};
    char *places[4], *at;
    size_t size = 0;
    for (size_t i = 0; i < 4; i++)
        size += strlen(parts[i]) + 1;
    at = malloc(size);
    if (!at)
        abort();
    for (size_t i = 0; i < 4; i++) {
        size_t length = strlen(parts[i]) + 1;
        places[i] = memcpy(at, parts[i], length);
        at += length;
    }
    return (struct entry){places[0], places[1], places[2], places[3], answer->length, size,
                          clock_ms() + KEPT_STATUS_S * 1000};
}

void kept_status_put(struct kept_statuses *kept, const struct db *db, const char *code, uint64_t moment,
                     const struct kept_status *answer)
{
    char rights[MOST_RIGHTS];
    if (!write_rights(db, rights) || answer->length > MOST_TEXT)
        return;
    struct entry made = make_entry(code, rights, answer);
    pthread_mutex_lock(&kept->lock);
    struct bucket *bucket = bucket_of(kept, code, strlen(code));
    if (kept->bytes + made.size > MOST_BYTES)
        empty(kept);
    if (bucket->changes + kept->changes == moment) {
        forget(kept, &bucket->entries[bucket->oldest]);
        bucket->entries[bucket->oldest] = made;
        bucket->oldest = (bucket->oldest + 1) % WAYS;
        kept->bytes += made.size;
        made = (struct entry){.rights = NULL};
    }
    pthread_mutex_unlock(&kept->lock);
    free(made.rights);
}

void kept_status_figures(struct kept_statuses *kept, struct kept_status_figures *out)
{
    pthread_mutex_lock(&kept->lock);
    *out = kept->figures;
    pthread_mutex_unlock(&kept->lock);
}

struct kept_statuses *kept_statuses_new(struct pool *pool)
{
    struct kept_statuses *kept = calloc(1, sizeof *kept);
    if (!kept)
        abort();
    pthread_mutex_init(&kept->lock, NULL);
    kept->pool = pool;
    kept->rounds = rounds_new(ask, kept);
    return kept;
}

void kept_statuses_free(struct kept_statuses *kept)
{
    if (!kept)
        return;
    empty(kept);
    free(kept->snapshot);
    free(kept->server);
    rounds_free(kept->rounds);
    pthread_mutex_destroy(&kept->lock);
    free(kept);
}
