/*
 * listener: hears what the database says on one channel (NOTIFY), over a connection of its own that comes back by itself.
 *
 * What is said while the connection is away is lost. So `heard` is also called whenever a connection listens anew, and
 * `lost` when there is none any more: between the two nothing may be taken for unchanged. A network that swallows
 * everything shows after LISTENER_SILENCE_MS at the latest.
 *
 * Layer: pg. Runs a thread of its own, in which `heard` and `lost` are called.
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
