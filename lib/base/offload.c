/* offload: see wait.h. A thread for each errand: they are few at a time, and each ends by itself. */
#include "base/wait.h"

#include <pthread.h>
#include <stddef.h>

struct errand {
    void (*work)(void *cls);
    void *cls;
    struct waiter waiter;
};

static void *run_errand(void *pointer)
{
    struct errand *errand = pointer;
    errand->work(errand->cls);
    waiter_wake(&errand->waiter);
    return NULL;
}

void offload(void (*work)(void *cls), void *cls)
{
    struct errand errand = {.work = work, .cls = cls};
    pthread_attr_t detached;
    pthread_t thread;
    waiter_init(&errand.waiter);
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    if (loop_current() && pthread_create(&thread, &detached, run_errand, &errand) == 0)
        waiter_settle(&errand.waiter);
    else
        work(cls);
    pthread_attr_destroy(&detached);
}
