/* The least that a server does on Linux: one thread, epoll, recv and send. Prints its port.
   Sends back what comes, or with "sink" as its argument does nothing with it. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* A socket, and what it had no room for. */
struct connection {
  int fd;
  char *rest;
  size_t from, to;
};

static char buffer[64 * 1024];
static int epoll;

static int check(int result, const char *what) {
  if (result < 0) {
    perror(what);
    exit(1);
  }
  return result;
}

static void watch(int operation, struct connection *of, int events) {
  struct epoll_event event = {.events = events, .data.ptr = of};
  check(epoll_ctl(epoll, operation, of->fd, &event), "epoll_ctl");
}

static void over(struct connection *of) {
  close(of->fd);
  free(of->rest);
  free(of);
}

static void incoming(struct connection *from, int sink) {
  ssize_t count = recv(from->fd, buffer, sizeof buffer, 0);
  if (count <= 0) {
    over(from);
    return;
  }
  if (sink) {
    return;
  }
  ssize_t sent = send(from->fd, buffer, count, MSG_NOSIGNAL);
  if (sent < count) {
    from->from = 0;
    from->to = count - (sent < 0 ? 0 : sent);
    from->rest = malloc(from->to);
    memcpy(from->rest, buffer + count - from->to, from->to);
    watch(EPOLL_CTL_MOD, from, EPOLLOUT);
  }
}

static void rest(struct connection *of) {
  ssize_t sent = send(of->fd, of->rest + of->from, of->to - of->from, MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN) {
    over(of);
    return;
  }
  of->from += sent < 0 ? 0 : sent;
  if (of->from == of->to) {
    free(of->rest);
    of->rest = NULL;
    watch(EPOLL_CTL_MOD, of, EPOLLIN);
  }
}

static void take(struct connection *listener) {
  int fd;
  while ((fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    struct connection *of = calloc(1, sizeof *of);
    of->fd = fd;
    watch(EPOLL_CTL_ADD, of, EPOLLIN);
  }
}

int main(int count, char **arguments) {
  int sink = count > 1 && strcmp(arguments[1], "sink") == 0;
  struct connection listener = {
      .fd = check(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), "socket")};
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int on = 1;
  check(setsockopt(listener.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "setsockopt");
  check(bind(listener.fd, (struct sockaddr *)&address, length), "bind");
  check(listen(listener.fd, 4096), "listen");
  check(getsockname(listener.fd, (struct sockaddr *)&address, &length), "getsockname");
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  epoll = check(epoll_create1(0), "epoll_create1");
  watch(EPOLL_CTL_ADD, &listener, EPOLLIN);
  struct epoll_event events[1024];
  for (;;) {
    int count = epoll_wait(epoll, events, 1024, -1);
    for (int i = 0; i < count; i++) {
      struct connection *of = events[i].data.ptr;
      if (of == &listener) {
        take(of);
      } else if (of->rest) {
        rest(of);
      } else {
        incoming(of, sink);
      }
    }
  }
}
