/*
 * load: keeps a number of HTTP connections busy for some seconds and prints the result as one line of JSON.
 *
 *   tdkt_load HOST PORT CONNECTIONS SECONDS EXPECTED_STATUS FIRST_NUMBER <requests
 *
 * Standard input has whole requests, each after its length in decimal and a line feed. Every connection sends one drawn
 * at random, waits for the whole answer, and sends the next; nothing is pipelined. Twelve '@' in a request become a
 * number that is used once, counted from FIRST_NUMBER. Any other status ends the run with the answer on standard error.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { NUMBER_DIGITS = 12, HEAD_MAX = 16 * 1024, EVENTS = 256, SAMPLES_MAX = 20 * 1000 * 1000 };

struct request {
    char *bytes;
    size_t length;
    char *number; /* the place of the digits, or NULL */
};

struct connection {
    int fd;
    uint64_t sent_at;
    char head[HEAD_MAX + 1]; /* the first bytes of the answer */
    size_t received, whole;  /* length of head and body; 0 while the head is not complete */
};

struct load {
    struct request *requests;
    size_t request_count;
    unsigned long long number;
    int expected_status;
    uint32_t *samples_us;
    size_t sample_count;
    unsigned long long bytes;
};

static void die(const char *what, const char *detail)
{
    fprintf(stderr, "load: %s %s\n", what, detail);
    exit(1);
}

static uint64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_nsec / 1000;
}

static bool read_request(struct request *request)
{
    if (scanf("%zu", &request->length) != 1)
        return false;
    request->bytes = calloc(1, request->length + 1);
    if (!request->bytes || getchar() != '\n' || fread(request->bytes, 1, request->length, stdin) != request->length)
        die("the requests are", "cut short");
    request->number = strstr(request->bytes, "@@@@@@@@@@@@");
    return true;
}

static void read_requests(struct load *load)
{
    struct request request;
    while (read_request(&request)) {
        load->requests = realloc(load->requests, (load->request_count + 1) * sizeof *load->requests);
        if (!load->requests)
            die("out of", "memory");
        load->requests[load->request_count++] = request;
    }
    if (load->request_count == 0)
        die("no", "requests");
}

static void send_next(struct load *load, struct connection *c)
{
    struct request *request = &load->requests[(size_t)random() % load->request_count];
    char digits[NUMBER_DIGITS + 1];
    if (request->number) {
        snprintf(digits, sizeof digits, "%0*llu", NUMBER_DIGITS, load->number++ % 1000000000000u);
        memcpy(request->number, digits, NUMBER_DIGITS);
    }
    c->received = c->whole = 0;
    c->sent_at = now_us();
    if (send(c->fd, request->bytes, request->length, MSG_NOSIGNAL) != (ssize_t)request->length)
        die("a request could not be sent:", strerror(errno));
}

static void open_connection(struct connection *c, const struct sockaddr_in *address)
{
    int on = 1;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0 || connect(c->fd, (const struct sockaddr *)address, sizeof *address) != 0)
        die("no connection:", strerror(errno));
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/* Sets `whole` once the head is complete. */
static void read_head(const struct load *load, struct connection *c)
{
    size_t kept = c->received < HEAD_MAX ? c->received : HEAD_MAX;
    c->head[kept] = '\0';
    const char *end = strstr(c->head, "\r\n\r\n"), *length = strcasestr(c->head, "\r\nContent-Length:");
    if (!end)
        return;
    if (atoi(c->head + strlen("HTTP/1.1 ")) != load->expected_status || !length || length > end)
        die("an unexpected answer:", c->head);
    c->whole = (size_t)(end + 4 - c->head) + strtoul(length + strlen("\r\nContent-Length:"), NULL, 10);
}

static void receive(struct load *load, struct connection *c)
{
    static char body[256 * 1024];
    bool in_head = c->whole == 0;
    char *to = in_head ? c->head + c->received : body;
    ssize_t got = recv(c->fd, to, in_head ? HEAD_MAX - c->received : sizeof body, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0)
        die("the connection was closed;", in_head ? c->head : "within a body");
    c->received += (size_t)got;
    load->bytes += (size_t)got;
    if (in_head)
        read_head(load, c);
}

static void take_sample(struct load *load, const struct connection *c)
{
    if (load->sample_count < SAMPLES_MAX)
        load->samples_us[load->sample_count++] = (uint32_t)(now_us() - c->sent_at);
}

static void run(struct load *load, struct connection *connections, int count, uint64_t until)
{
    struct epoll_event events[EVENTS];
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < count; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &connections[i]};
        epoll_ctl(epoll, EPOLL_CTL_ADD, connections[i].fd, &event);
        send_next(load, &connections[i]);
    }
    while (now_us() < until) {
        int ready = epoll_wait(epoll, events, EVENTS, 100);
        for (int i = 0; i < ready; i++) {
            struct connection *c = events[i].data.ptr;
            receive(load, c);
            if (!c->whole || c->received < c->whole)
                continue;
            take_sample(load, c);
            send_next(load, c);
        }
    }
    close(epoll);
}

static int by_size(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static double percentile_ms(const struct load *load, unsigned percent)
{
    return load->sample_count ? load->samples_us[(load->sample_count - 1) * percent / 100] / 1000.0 : 0;
}

static void report(struct load *load, double seconds)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    qsort(load->samples_us, load->sample_count, sizeof *load->samples_us, by_size);
    double cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                 (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
    printf(
        "{\"requests\": %zu, \"seconds\": %.3f, \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"max_ms\": %.3f, \"bytes\": %llu, "
        "\"cpu\": %.3f}",
        load->sample_count, seconds, percentile_ms(load, 50), percentile_ms(load, 99), percentile_ms(load, 100),
        load->bytes, cpu);
}

int main(int argc, char **argv)
{
    if (argc != 7)
        die("usage:", "tdkt_load HOST PORT CONNECTIONS SECONDS EXPECTED_STATUS FIRST_NUMBER <requests");
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[2]))};
    if (inet_pton(AF_INET, argv[1], &address.sin_addr) != 1)
        die("not an address:", argv[1]);
    int count = atoi(argv[3]);
    struct load load = {.expected_status = atoi(argv[5]), .number = strtoull(argv[6], NULL, 10)};
    struct connection *connections = calloc((size_t)count, sizeof *connections);
    load.samples_us = calloc(SAMPLES_MAX, sizeof *load.samples_us);
    if (!connections || !load.samples_us)
        die("out of", "memory");
    srandom((unsigned)getpid());
    read_requests(&load);
    for (int i = 0; i < count; i++)
        open_connection(&connections[i], &address);
    uint64_t start = now_us();
    run(&load, connections, count, start + (uint64_t)(atof(argv[4]) * 1e6));
    report(&load, (double)(now_us() - start) / 1e6);
    return 0;
}
