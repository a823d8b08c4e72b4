/* rounds: see rounds.h. Two lists: the members of the round that runs, and those that wait for the next. */
#include "base/rounds.h"

#include "base/wait.h"

#include <pthread.h>
#include <stdlib.h>

enum turn { WAITS, LEADS, TOLD };

struct member {
    struct waiter waiter;
    struct member *following;
    enum turn turn; /* WAITS: it is in one of the lists */
    bool answer;
};

struct rounds {
    pthread_mutex_t lock;
    bool (*ask)(void *cls);
    void *cls;
    bool is_asking;
    struct member *asked; /* without the member that asks */
    struct member *next;
};

struct rounds *rounds_new(bool (*ask)(void *cls), void *cls)
{
    struct rounds *rounds = calloc(1, sizeof *rounds);
    if (!rounds)
        abort();
    pthread_mutex_init(&rounds->lock, NULL);
    rounds->ask = ask;
    rounds->cls = cls;
    return rounds;
}

void rounds_free(struct rounds *rounds)
{
    if (!rounds)
        return;
    pthread_mutex_destroy(&rounds->lock);
    free(rounds);
}

/* Under the lock. A woken member may be gone at once: it is in no list by then, and is not read again. */
static void tell(struct member *list, bool answer)
{
    for (struct member *m = list, *following; m; m = following) {
        following = m->following;
        m->answer = answer;
        m->turn = TOLD;
        waiter_wake(&m->waiter);
    }
}

/* Under the lock. The first in the list of waiting members asks for the others. */
static void pass_on(struct rounds *rounds)
{
    struct member *first = rounds->next;
    rounds->is_asking = first != NULL;
    if (!first)
        return;
    rounds->asked = first->following;
    rounds->next = NULL;
    first->turn = LEADS;
    waiter_wake(&first->waiter);
}

static bool lead(struct rounds *rounds)
{
    bool answer = rounds->ask(rounds->cls);
    pthread_mutex_lock(&rounds->lock);
    struct member *asked = rounds->asked;
    rounds->asked = NULL;
    tell(asked, answer);
    pass_on(rounds);
    pthread_mutex_unlock(&rounds->lock);
    return answer;
}

/* Under the lock. */
static void strike(struct member **list, const struct member *left)
{
    while (*list && *list != left)
        list = &(*list)->following;
    if (*list)
        *list = left->following;
}

static bool wait_for_turn(struct rounds *rounds, struct member *m, int64_t deadline)
{
    bool is_woken = waiter_wait(&m->waiter, deadline);
    pthread_mutex_lock(&rounds->lock);
    bool has_left = m->turn == WAITS;
    if (has_left) {
        strike(&rounds->asked, m);
        strike(&rounds->next, m);
    }
    pthread_mutex_unlock(&rounds->lock);
    if (!is_woken && !has_left)
        waiter_settle(&m->waiter);
    return !has_left;
}

bool rounds_join(struct rounds *rounds, int64_t deadline)
{
    struct member m = {.turn = LEADS};
    pthread_mutex_lock(&rounds->lock);
    if (rounds->is_asking) {
        m.turn = WAITS;
        m.following = rounds->next;
        rounds->next = &m;
        waiter_init(&m.waiter);
    }
    rounds->is_asking = true;
    pthread_mutex_unlock(&rounds->lock);
    if (m.turn == LEADS)
        return lead(rounds);
    if (!wait_for_turn(rounds, &m, deadline))
        return false;
    return m.turn == LEADS ? lead(rounds) : m.answer;
}
