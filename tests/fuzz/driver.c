/*
 * driver: usage: <target>_fuzz SEED_DIRECTORY [MUTATIONS [RANDOM_SEED]]. Prints its random seed first, so that a
 * failure can be repeated; leaves the input that was running in the file named by TDKT_FUZZ_LAST, if set.
 */
#include "fuzz.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_SEEDS = 200, INPUT_BYTES = 16 * 1024, DEFAULT_MUTATIONS = 150000 };

struct input {
    uint8_t bytes[INPUT_BYTES];
    size_t length;
};

static struct input seeds[MAX_SEEDS];
static size_t seed_count;
static uint64_t state;

/* xorshift64* */
static uint64_t next_random(void)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * 2685821657736338717u;
}

static size_t below(size_t bound)
{
    return bound ? (size_t)(next_random() % bound) : 0;
}

static void read_seed(const char *directory, const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "rb");
    if (!file || seed_count == MAX_SEEDS)
        abort();
    seeds[seed_count].length = fread(seeds[seed_count].bytes, 1, INPUT_BYTES, file);
    seed_count++;
    fclose(file);
}

static void read_seeds(const char *directory)
{
    DIR *d = opendir(directory);
    const struct dirent *entry;
    if (!d)
        abort();
    while ((entry = readdir(d)))
        if (entry->d_name[0] != '.')
            read_seed(directory, entry->d_name);
    closedir(d);
}

static void remove_some(struct input *in)
{
    size_t at = below(in->length), count = below(in->length - at + 1);
    memmove(in->bytes + at, in->bytes + at + count, in->length - at - count);
    in->length -= count;
}

static void repeat_some(struct input *in)
{
    size_t at = below(in->length), count = below(in->length - at + 1);
    if (in->length + count > INPUT_BYTES)
        return;
    memmove(in->bytes + at + count, in->bytes + at, in->length - at);
    in->length += count;
}

static void change_one(struct input *in)
{
    static const char telling[] = "\0\"\\{}[]:,%&=+-.eE~/\xff\xc0\x80 \n\r\t;*q09";
    if (in->length)
        in->bytes[below(in->length)] = next_random() & 1 ? (uint8_t)next_random() : (uint8_t)telling[below(sizeof telling)];
}

static void splice(struct input *in)
{
    const struct input *other = &seeds[below(seed_count)];
    size_t keep = below(in->length + 1), from = below(other->length + 1);
    size_t count = other->length - from < INPUT_BYTES - keep ? other->length - from : INPUT_BYTES - keep;
    memcpy(in->bytes + keep, other->bytes + from, count);
    in->length = keep + count;
}

static void mutate(struct input *in)
{
    static void (*const ways[])(struct input *) = {remove_some, repeat_some, change_one, change_one, splice};
    for (size_t i = 1 + below(6); i > 0; i--)
        ways[below(sizeof ways / sizeof *ways)](in);
}

static void run(const struct input *in)
{
    const char *last = getenv("TDKT_FUZZ_LAST");
    FILE *file = last ? fopen(last, "wb") : NULL;
    if (file) {
        fwrite(in->bytes, 1, in->length, file);
        fclose(file);
    }
    LLVMFuzzerTestOneInput(in->bytes, in->length);
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    long mutations = argc > 2 ? strtol(argv[2], NULL, 10) : DEFAULT_MUTATIONS;
    state = argc > 3 ? strtoull(argv[3], NULL, 10) : (uint64_t)time(NULL) | 1;
    printf("random seed %llu\n", (unsigned long long)state);
    fflush(stdout);
    read_seeds(argv[1]);
    for (size_t i = 0; i < seed_count; i++)
        run(&seeds[i]);
    for (long i = 0; i < mutations && seed_count; i++) {
        static struct input in;
        in = seeds[below(seed_count)];
        mutate(&in);
        run(&in);
    }
    return 0;
}
