/* open_load_plan: reads the plan of a run. The strings belong to the JSON document. */
#include "open_load.h"

#include <stdio.h>
#include <stdlib.h>

void open_load_die(const char *what, const char *detail)
{
    fprintf(stderr, "open_load: %s %s\n", what, detail);
    exit(1);
}

void *open_load_need(void *memory)
{
    if (!memory)
        open_load_die("out of", "memory");
    return memory;
}

static double number_of(json_t *object, const char *name, double preset)
{
    json_t *value = json_object_get(object, name);
    return value ? json_number_value(value) : preset;
}

static void read_caller(const struct load *load, struct caller *c, json_t *from)
{
    c->name = open_load_need((char *)(uintptr_t)json_string_value(json_object_get(from, "name")));
    c->requests = json_object_get(from, "requests");
    c->expect = (int)number_of(from, "expect", 200);
    c->bunch = (int)number_of(from, "bunch", 1);
    c->connection_count = (int)number_of(from, "connections", 1);
    c->rate = number_of(from, "rate", 0);
    c->start = number_of(from, "start", 0);
    c->stop = number_of(from, "stop", load->seconds);
    c->patience = number_of(from, "patience", 0);
    c->is_loop = json_is_true(json_object_get(from, "loop"));
    if ((c->rate > 0 || c->is_loop) && json_array_size(c->requests) == 0)
        open_load_die("nothing to send for", c->name);
    c->connections = open_load_need(calloc((size_t)c->connection_count, sizeof *c->connections));
}

void open_load_read(struct load *load, json_t *from)
{
    json_t *callers = json_object_get(from, "callers");
    load->address =
        (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)number_of(from, "port", 0))};
    if (inet_pton(AF_INET, json_string_value(json_object_get(from, "host")), &load->address.sin_addr) != 1)
        open_load_die("not an", "address");
    load->seconds = number_of(from, "seconds", 1);
    load->linger = number_of(from, "linger", 5);
    load->number = (uint64_t)number_of(from, "first_number", 1);
    load->caller_count = json_array_size(callers);
    load->callers = open_load_need(calloc(load->caller_count, sizeof *load->callers));
    for (size_t i = 0; i < load->caller_count; i++)
        read_caller(load, &load->callers[i], json_array_get(callers, i));
}
