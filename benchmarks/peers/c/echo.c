/* The least that an echo server does on Linux: one thread, epoll, read and write. Prints its port. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static char buffer[64 * 1024];

static int check(int result, const char *what) {
  if (result < 0) {
    perror(what);
    exit(1);
  }
  return result;
}

static void add(int epoll, int fd) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  check(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event), "epoll_ctl");
}

static void echo(int fd) {
  ssize_t count = recv(fd, buffer, sizeof buffer, 0);
  if (count <= 0) {
    close(fd);
    return;
  }
  for (ssize_t sent = 0; sent < count;) {
    ssize_t more = send(fd, buffer + sent, count - sent, MSG_NOSIGNAL);
    if (more > 0) {
      sent += more;
    }
  }
}

int main(void) {
  int listener = check(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), "socket");
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int on = 1;
  check(setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "setsockopt");
  check(bind(listener, (struct sockaddr *)&address, length), "bind");
  check(listen(listener, 4096), "listen");
  check(getsockname(listener, (struct sockaddr *)&address, &length), "getsockname");
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  int epoll = check(epoll_create1(0), "epoll_create1");
  add(epoll, listener);
  struct epoll_event events[1024];
  for (;;) {
    int count = epoll_wait(epoll, events, 1024, -1);
    for (int i = 0; i < count; i++) {
      if (events[i].data.fd == listener) {
        add(epoll, check(accept4(listener, NULL, NULL, SOCK_NONBLOCK), "accept4"));
      } else {
        echo(events[i].data.fd);
      }
    }
  }
}
