/* The least that giving one stream to many costs on Linux: one thread, a timer, and a send for each. Who has no room
   misses the message. Arguments: nanoseconds from a message to the next, and its bytes. Prints its port. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define MOST 100000

static int receivers[MOST];
static int count;

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

int main(int argc, char **argv) {
  if (argc < 3) {
    return 2;
  }
  long period = atol(argv[1]);
  size_t bytes = atol(argv[2]);
  char *message = calloc(1, bytes);
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
  int timer = check(timerfd_create(CLOCK_MONOTONIC, 0), "timerfd_create");
  struct itimerspec every = {.it_interval = {period / 1000000000, period % 1000000000},
                             .it_value = {period / 1000000000, period % 1000000000}};
  check(timerfd_settime(timer, 0, &every, NULL), "timerfd_settime");
  add(epoll, timer);
  struct epoll_event events[64];
  for (;;) {
    int ready = epoll_wait(epoll, events, 64, -1);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == listener && count < MOST) {
        int receiver = check(accept4(listener, NULL, NULL, SOCK_NONBLOCK), "accept4");
        add(epoll, receiver);
        receivers[count++] = receiver;
      } else if (fd == timer) {
        unsigned long long due;
        if (read(timer, &due, sizeof due) == sizeof due) {
          for (int r = 0; r < count; r++) {
            send(receivers[r], message, bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
          }
        }
      } else if (recv(fd, message, bytes, MSG_DONTWAIT) <= 0) {
        exit(0); /* the load has gone */
      }
    }
  }
}
