/*
 * listener: hears the database's notifications on one channel (NOTIFY), over its own connection, which it opens again when lost.
 *
 * Notifications sent while there is no connection are lost. So `heard` is also called when a new connection begins to listen, and
 * `lost` when the connection is gone: from `lost` to the next `heard` anything may have changed. A network that drops everything
 * is noticed after LISTENER_SILENCE_MS at the latest.
 *
 * Layer: pg. It has its own thread, which calls `heard` and `lost`.
 */
#pragma once

struct listener;

enum { LISTENER_SILENCE_MS = 6000 };

struct listener_config {
    const char *url;
    const char *channel; /* a plain name */
    int connect_timeout_ms;
    void (*heard)(void *cls);
    void (*lost)(void *cls);
    void *cls;
};

/* Never NULL; connects in the background. The url is copied, the rest borrowed. */
struct listener *listener_new(const struct listener_config *config);

/* NULL is allowed. */
void listener_free(struct listener *listener);
