/*
 * coroutine: see coroutine.h. ucontext does the switching. The address sanitizer is told of each switch, because it tracks
 * stacks.
 */
#include "base/coroutine.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#endif

#ifdef HAS_ASAN
#include <sanitizer/common_interface_defs.h>
enum { STACK_BYTES = 1024 * 1024 }; /* the sanitizer makes frames larger */
#else
enum { STACK_BYTES = 256 * 1024 };
#endif

struct coroutine {
    ucontext_t inside, outside;
    coroutine_body *body;
    void *cls;
    bool has_ended;
    char *memory; /* a page without access, then the stack */
    const void *outside_stack;
    size_t outside_size;
    void *inside_shadow, *outside_shadow;
};

#ifdef HAS_ASAN
static void leave_for(void **shadow, const void *stack, size_t size)
{
    __sanitizer_start_switch_fiber(shadow, stack, size);
}

static void arrive(void *shadow, const void **from, size_t *size)
{
    __sanitizer_finish_switch_fiber(shadow, from, size);
}
#else
static void leave_for(void **shadow, const void *stack, size_t size)
{
    (void)shadow;
    (void)stack;
    (void)size;
}

static void arrive(void *shadow, const void **from, size_t *size)
{
    (void)shadow;
    (void)from;
    (void)size;
}
#endif

static size_t page_bytes(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

void coroutine_yield(struct coroutine *c)
{
    leave_for(&c->inside_shadow, c->outside_stack, c->outside_size);
    swapcontext(&c->inside, &c->outside);
    arrive(c->inside_shadow, &c->outside_stack, &c->outside_size);
}

/* makecontext() passes int arguments only. */
static void run(unsigned high, unsigned low)
{
    struct coroutine *c = (struct coroutine *)((uintptr_t)high << 32 | low); // NOLINT(performance-no-int-to-ptr)
    arrive(NULL, &c->outside_stack, &c->outside_size);
    for (;;) {
        c->body(c->cls);
        c->has_ended = true;
        coroutine_yield(c);
    }
}

static bool make_stack(struct coroutine *c)
{
    size_t page = page_bytes();
    void *memory = mmap(NULL, STACK_BYTES + page, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        return false;
    c->memory = memory;
    return mprotect(memory, page, PROT_NONE) == 0;
}

static void prepare(struct coroutine *c)
{
    uintptr_t self = (uintptr_t)c;
    getcontext(&c->inside);
    c->inside.uc_stack.ss_sp = c->memory + page_bytes();
    c->inside.uc_stack.ss_size = STACK_BYTES;
    c->inside.uc_link = NULL;
    makecontext(&c->inside, (void (*)(void))run, 2, (unsigned)(self >> 32), (unsigned)self);
}

struct coroutine *coroutine_new(void)
{
    struct coroutine *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    if (!make_stack(c)) {
        coroutine_free(c);
        return NULL;
    }
    prepare(c);
    return c;
}

void coroutine_free(struct coroutine *c)
{
    if (c->memory)
        munmap(c->memory, STACK_BYTES + page_bytes());
    free(c);
}

bool coroutine_resume(struct coroutine *c)
{
    leave_for(&c->outside_shadow, c->memory + page_bytes(), STACK_BYTES);
    swapcontext(&c->outside, &c->inside);
    arrive(c->outside_shadow, NULL, NULL);
    return c->has_ended;
}

bool coroutine_start(struct coroutine *c, coroutine_body *body, void *cls)
{
    c->body = body;
    c->cls = cls;
    c->has_ended = false;
    return coroutine_resume(c);
}
