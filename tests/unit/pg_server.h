/*
 * pg_server: a private PostgreSQL of one test program: a fresh cluster in a directory of its own under /tmp, on a unix
 * socket, removed when the program ends; and short functions for database access.
 */
#pragma once

#include "base/arena.h"
#include "base/ctx.h"
#include "pg/pool.h"
#include "pg/query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* after ctx.h: it has a macro fail() */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define UNUSED __attribute__((unused))
#define COUNT_OF(array) ((int)(sizeof(array) / sizeof *(array)))

struct pg_server {
    char place[32]; /* the directory of the cluster and its socket */
    pid_t pid;
};

static struct pg_server server;

UNUSED static void pause_ms(int ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}, NULL);
}

UNUSED static long long now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (long long)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static const char *server_programs(void)
{
    const char *named = getenv("TDKT_POSTGRES_BIN");
    return named ? named : "/usr/lib/postgresql/15/bin";
}

/* script/lib/unprivileged, found beside this file: PostgreSQL refuses to run as root. */
static void unprivileged_path(char *out, size_t size)
{
    const char *here = __FILE__;
    snprintf(out, size, "%.*s/../../script/lib/unprivileged", (int)(strrchr(here, '/') - here), here);
}

UNUSED static bool server_is_installed(void)
{
    char postgres[256];
    snprintf(postgres, sizeof postgres, "%s/postgres", server_programs());
    return access(postgres, X_OK) == 0;
}

static int shell(const char *format, ...) __attribute__((format(printf, 1, 2)));
static int shell(const char *format, ...)
{
    char command[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(command, sizeof command, format, args);
    va_end(args);
    return system(command);
}

static void exec_postgres(void)
{
    char unprivileged[512], postgres[256];
    unprivileged_path(unprivileged, sizeof unprivileged);
    snprintf(postgres, sizeof postgres, "%s/postgres", server_programs());
    if (chdir("/") != 0 || !freopen("/dev/null", "w", stderr) || !freopen("/dev/null", "w", stdout))
        _exit(1);
    execl(unprivileged, unprivileged, postgres, "-D", server.place, "-k", server.place, "-c", "listen_addresses=", "-c",
          "fsync=off", "-c", "max_connections=40", (char *)NULL);
    _exit(1);
}

/* Starts the existing cluster and waits until it answers. */
UNUSED static void server_run(void)
{
    server.pid = fork();
    if (server.pid == 0)
        exec_postgres();
    for (int i = 0; i < 600; i++) {
        if (shell("%s/pg_isready -q -h %s", server_programs(), server.place) == 0)
            return;
        pause_ms(50);
    }
    fail_msg("PostgreSQL did not start in %s", server.place);
}

UNUSED static int server_start(void **state)
{
    (void)state;
    char unprivileged[512];
    unprivileged_path(unprivileged, sizeof unprivileged);
    snprintf(server.place, sizeof server.place, "/tmp/tdkt-unit.XXXXXX");
    if (!mkdtemp(server.place))
        return -1;
    if (shell("cd / && '%s' --own %s && '%s' %s/initdb -N -D %s -U postgres -A trust -E UTF8 --locale=C.UTF-8 "
              "--no-instructions >/dev/null",
              unprivileged, server.place, unprivileged, server_programs(), server.place) != 0)
        return -1;
    server_run();
    return 0;
}

/* SIGQUIT: at once, as after a crash. SIGINT: fast but orderly. */
UNUSED static void server_end(int signal)
{
    kill(server.pid, signal);
    waitpid(server.pid, NULL, 0);
}

UNUSED static int server_remove(void **state)
{
    (void)state;
    server_end(SIGQUIT);
    return shell("rm -rf %s", server.place);
}

/* A pool as user `user` that reaches the server through `port` (5432: directly). */
UNUSED static struct pool *open_pool(const char *user, int port, int size)
{
    char url[128];
    snprintf(url, sizeof url, "host=%s port=%d user=%s dbname=postgres", server.place, port, user);
    return pool_new(&(struct pool_config){.url = url,
                                          .size = size,
                                          .max_waiting = 64,
                                          .acquire_timeout_ms = 2000,
                                          .connect_timeout_ms = 1000,
                                          .statement_timeout_ms = 2000});
}

/* The database access of one request. */
struct access {
    struct ctx ctx;
    struct db db;
};

UNUSED static struct access *access_open(struct pool *pool)
{
    struct access *a = calloc(1, sizeof *a);
    ctx_init(&a->ctx, arena_new());
    db_init(&a->db, &a->ctx, pool);
    return a;
}

UNUSED static void access_close(struct access *a)
{
    arena_free(a->ctx.arena);
    free(a);
}

/* Runs one statement that must succeed, in an access of its own. */
UNUSED static void must(struct pool *pool, const char *sql)
{
    struct access *a = access_open(pool);
    if (!query(&a->db, sql, 0, NULL))
        fail_msg("%s: %s", sql, a->ctx.problem.log);
    access_close(a);
}

/* The one number that a statement returns; it must succeed. */
UNUSED static long long number(struct pool *pool, const char *sql)
{
    struct access *a = access_open(pool);
    struct rows *rows = query(&a->db, sql, 0, NULL);
    if (!rows)
        fail_msg("%s: %s", sql, a->ctx.problem.log);
    long long n = rows_int(rows, 0, 0);
    access_close(a);
    return n;
}

/* The kind of problem with which a statement ends, or PROBLEM_NONE. */
UNUSED static enum problem_kind outcome(struct pool *pool, const char *sql)
{
    struct access *a = access_open(pool);
    query(&a->db, sql, 0, NULL);
    enum problem_kind kind = a->ctx.problem.kind;
    access_close(a);
    return kind;
}
