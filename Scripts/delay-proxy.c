/*
 * delay-proxy LISTENPORT TARGETPORT DELAY_MS
 *
 * Forwards TCP connections on the loopback interface and makes the path as long as a network: every byte is delivered
 * DELAY_MS after it was read, in each direction, and nothing of a client arrives before a further round trip has passed
 * since it connected: what a TCP handshake costs. The rate is not limited: bytes that arrive together leave together.
 *
 * LISTENPORT 0 picks a free port. "listening PORT" is printed when connections are accepted. SIGTERM and SIGINT print
 * the number of connections and of bytes to standard error and end the program with status 0.
 *
 * One thread, one ppoll. A direction holds at most 4 MiB; a sender that is further ahead is not read.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_HELD = 4 << 20, MAX_READ = 64 << 10 };

static const int64_t NEVER = INT64_MAX;

/* Bytes that were read together, and when they may leave. */
struct chunk {
    struct chunk *next;
    int64_t due;
    size_t length, sent;
    unsigned char bytes[];
};

/* One direction of a connection: a queue in order of arrival, and so of due time. */
struct pipe {
    struct chunk *first, **last;
    size_t held;
    int64_t open_at; /* nothing leaves before this instant */
    int64_t end_due; /* when the end of the stream may be passed on */
    bool ended;      /* the source has sent its end, or failed */
    bool failed;     /* what is passed on at the end is a reset */
    bool closed;     /* the end was passed on, or the sink is gone */
};

struct connection {
    struct connection *next;
    int fd[2];           /* 0: client, 1: target */
    bool connecting;     /* the target has not answered yet */
    bool broken;         /* both sides are to be reset */
    struct pipe from[2]; /* from[0]: client to target */
};

static struct connection *connections;
static int64_t delay;
static uint64_t connection_count, byte_count[2];
static volatile sig_atomic_t stopping;

static void on_signal(int number) {
    (void)number;
    stopping = 1;
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static struct sockaddr_in loopback(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static void no_delay(int fd) {
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static void accept_all(int listener, int target_port) {
    for (;;) {
        int client = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (client < 0) {
            if (errno == EINTR || errno == ECONNABORTED) continue;
            if (errno != EAGAIN) perror("accept");
            return;
        }
        int target = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        struct sockaddr_in address = loopback(target_port);
        bool started = target >= 0 && (connect(target, (struct sockaddr *)&address, sizeof address) == 0 ||
                                       errno == EINPROGRESS);
        struct connection *new = started ? calloc(1, sizeof *new) : NULL;
        if (!new) {
            close(client);
            if (target >= 0) close(target);
            continue;
        }
        no_delay(client);
        no_delay(target);
        new->fd[0] = client;
        new->fd[1] = target;
        new->connecting = true;
        for (int side = 0; side < 2; side++) new->from[side].last = &new->from[side].first;
        /* The client believes in its connection one round trip too early: its first bytes make up for that. */
        new->from[0].open_at = now() + 3 * delay;
        new->next = connections;
        connections = new;
        connection_count++;
    }
}

static void read_side(struct connection *c, int side) {
    struct pipe *p = &c->from[side];
    struct chunk *chunk = malloc(sizeof *chunk + MAX_READ);
    if (!chunk) fail("malloc");
    ssize_t count = recv(c->fd[side], chunk->bytes, MAX_READ, 0);
    if (count <= 0) {
        free(chunk);
        if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
            p->ended = true;
            p->failed = count < 0;
            p->end_due = now() + delay;
        }
        return;
    }
    struct chunk *fitted = realloc(chunk, sizeof *chunk + (size_t)count);
    if (fitted) chunk = fitted;
    chunk->next = NULL;
    chunk->due = now() + delay;
    chunk->length = (size_t)count;
    chunk->sent = 0;
    *p->last = chunk;
    p->last = &chunk->next;
    p->held += (size_t)count;
    byte_count[side] += (uint64_t)count;
}

/* When the next thing of this direction may be done. */
static int64_t next_due(const struct pipe *p) {
    int64_t due = NEVER;
    if (p->first) due = p->first->due;
    else if (p->ended && !p->closed) due = p->end_due;
    if (due == NEVER) return due;
    return due < p->open_at ? p->open_at : due;
}

static void drop(struct pipe *p) {
    struct chunk *chunk = p->first;
    p->first = chunk->next;
    if (!p->first) p->last = &p->first;
    p->held -= chunk->length;
    free(chunk);
}

/* Ends a direction whose sink takes no more; what the sink said before is still read, and delivered. */
static void give_up(struct pipe *p) {
    while (p->first) drop(p);
    p->ended = true;
    p->closed = true;
}

/* Sends what is due, as far as the sink has room. */
static void write_due(struct connection *c, int side) {
    struct pipe *p = &c->from[side];
    int sink = c->fd[1 - side];
    while (next_due(p) <= now()) {
        struct chunk *chunk = p->first;
        if (!chunk) {
            if (p->failed) c->broken = true;
            else shutdown(sink, SHUT_WR);
            p->closed = true;
            return;
        }
        ssize_t count = send(sink, chunk->bytes + chunk->sent, chunk->length - chunk->sent, MSG_NOSIGNAL);
        if (count < 0) {
            if (errno == EINTR) continue;
            if (errno != EAGAIN) give_up(p);
            return;
        }
        chunk->sent += (size_t)count;
        if (chunk->sent == chunk->length) drop(p);
    }
}

static void finish_connecting(struct connection *c) {
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(c->fd[1], SOL_SOCKET, SO_ERROR, &error, &length);
    if (error) c->broken = true;
    c->connecting = false;
}

static void destroy(struct connection *c) {
    for (int side = 0; side < 2; side++) {
        if (c->broken) {
            struct linger reset = {.l_onoff = 1, .l_linger = 0};
            setsockopt(c->fd[side], SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        }
        close(c->fd[side]);
        while (c->from[side].first) drop(&c->from[side]);
    }
    free(c);
}

static void remove_finished(void) {
    for (struct connection **link = &connections; *link;) {
        struct connection *c = *link;
        if (c->broken || (c->from[0].closed && c->from[1].closed)) {
            *link = c->next;
            destroy(c);
        } else {
            link = &c->next;
        }
    }
}

/* What to wait for on one socket: room to read into, and a sink that was full when something was due. */
static struct pollfd interest(const struct connection *c, int side, int64_t at) {
    const struct pipe *in = &c->from[side], *out = &c->from[1 - side];
    short events = 0;
    if (c->connecting) {
        if (side == 1) events = POLLOUT;
    } else if (next_due(out) <= at) {
        events = POLLOUT;
    }
    if (!(c->connecting && side == 1) && !in->ended && in->held < MAX_HELD) events |= POLLIN;
    return (struct pollfd){.fd = events ? c->fd[side] : -1, .events = events};
}

static void serve(int listener, int target_port, const sigset_t *mask) {
    struct pollfd *fds = NULL;
    size_t capacity = 0;
    while (!stopping) {
        size_t count = 1;
        for (struct connection *c = connections; c; c = c->next) count += 2;
        if (count > capacity) {
            capacity = count * 2;
            fds = realloc(fds, capacity * sizeof *fds);
            if (!fds) fail("realloc");
        }
        int64_t at = now(), wake = NEVER;
        fds[0] = (struct pollfd){.fd = listener, .events = POLLIN};
        size_t index = 1;
        for (struct connection *c = connections; c; c = c->next) {
            for (int side = 0; side < 2; side++) {
                fds[index++] = interest(c, side, at);
                int64_t due = next_due(&c->from[side]);
                if (!c->connecting && due > at && due < wake) wake = due;
            }
        }
        struct timespec timeout, *limit = NULL;
        if (wake != NEVER) {
            int64_t rest = wake - at;
            timeout = (struct timespec){.tv_sec = rest / 1000000000, .tv_nsec = rest % 1000000000};
            limit = &timeout;
        }
        if (ppoll(fds, count, limit, mask) < 0) {
            if (errno == EINTR) continue;
            fail("ppoll");
        }
        index = 1;
        for (struct connection *c = connections; c; c = c->next, index += 2) {
            short client = fds[index].revents, target = fds[index + 1].revents;
            if (c->connecting && target) finish_connecting(c);
            if (client & (POLLIN | POLLHUP | POLLERR) && fds[index].events & POLLIN) read_side(c, 0);
            if (target & (POLLIN | POLLHUP | POLLERR) && fds[index + 1].events & POLLIN) read_side(c, 1);
            for (int side = 0; side < 2 && !c->connecting && !c->broken; side++) write_due(c, side);
        }
        remove_finished();
        if (fds[0].revents) accept_all(listener, target_port);
    }
    free(fds);
}

static int number(const char *text, int limit) {
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno || end == text || *end || value < 0 || value > limit) {
        fprintf(stderr, "delay-proxy: %s is not a number from 0 to %d\n", text, limit);
        exit(2);
    }
    return (int)value;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: delay-proxy LISTENPORT TARGETPORT DELAY_MS\n");
        return 2;
    }
    struct sockaddr_in address = loopback(number(argv[1], 65535));
    int target_port = number(argv[2], 65535);
    delay = (int64_t)number(argv[3], 60000) * 1000000;
    prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);

    /* The signals are let in only while ppoll waits, so that none can slip in between the check and the wait. */
    sigset_t blocked, open;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigaddset(&blocked, SIGINT);
    sigprocmask(SIG_BLOCK, &blocked, &open);
    sigdelset(&open, SIGTERM);
    sigdelset(&open, SIGINT);
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);

    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
    if (listener < 0) fail("socket");
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) fail("bind");
    if (listen(listener, 128) < 0) fail("listen");
    socklen_t length = sizeof address;
    if (getsockname(listener, (struct sockaddr *)&address, &length) < 0) fail("getsockname");
    printf("listening %d\n", ntohs(address.sin_port));
    fflush(stdout);

    serve(listener, target_port, &open);
    fprintf(stderr, "%" PRIu64 " connections, %" PRIu64 " bytes from clients, %" PRIu64 " bytes to clients\n",
            connection_count, byte_count[0], byte_count[1]);
    return 0;
}
