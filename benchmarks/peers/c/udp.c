// Sends or receives datagrams of 1,200 bytes on 127.0.0.1 as fast as it goes: what the system itself costs.
//   udp sendto|sendmmsg|gso PORT   sends there, one by one, 54 a call, or 54 as one message
//   udp recvfrom|recvmmsg          receives, one by one, or many a call that come as one message
// Prints its port, and for each line that it reads how many datagrams there were so far.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/udp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SIZE 1200
#define RUN 54
#define CALLS 32
#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif

static volatile long count;

static void *answer(void *unused) {
  char line[16];
  while (fgets(line, sizeof line, stdin)) {
    printf("%ld\n", count);
    fflush(stdout);
  }
  exit(0);
}

static void send_all(int fd, const char *how, struct sockaddr_in *to) {
  static char bytes[RUN * SIZE];
  struct iovec pieces[RUN];
  struct mmsghdr messages[RUN];
  memset(messages, 0, sizeof messages);
  for (int i = 0; i < RUN; i++) {
    pieces[i] = (struct iovec){bytes + i * SIZE, SIZE};
    messages[i].msg_hdr = (struct msghdr){to, sizeof *to, &pieces[i], 1};
  }
  int size = SIZE;
  if (!strcmp(how, "gso") && setsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &size, sizeof size)) exit(1);
  for (;;) {
    if (!strcmp(how, "sendto")) {
      count += sendto(fd, bytes, SIZE, 0, (struct sockaddr *)to, sizeof *to) == SIZE;
    } else if (!strcmp(how, "sendmmsg")) {
      int sent = sendmmsg(fd, messages, RUN, 0);
      count += sent > 0 ? sent : 0;
    } else if (sendto(fd, bytes, RUN * SIZE, 0, (struct sockaddr *)to, sizeof *to) > 0) {
      count += RUN;
    }
  }
}

static void receive_all(int fd, const char *how) {
  static char bytes[CALLS][65536];
  static char controls[CALLS][64];
  struct iovec pieces[CALLS];
  struct mmsghdr messages[CALLS];
  memset(messages, 0, sizeof messages);
  if (!strcmp(how, "recvfrom")) {
    for (;;) count += recv(fd, bytes[0], sizeof bytes[0], 0) >= 0;
  }
  int on = 1;
  setsockopt(fd, IPPROTO_UDP, UDP_GRO, &on, sizeof on);
  for (;;) {
    for (int i = 0; i < CALLS; i++) {
      pieces[i] = (struct iovec){bytes[i], sizeof bytes[i]};
      messages[i].msg_hdr = (struct msghdr){0, 0, &pieces[i], 1, controls[i], sizeof controls[i]};
    }
    int got = recvmmsg(fd, messages, CALLS, MSG_WAITFORONE, 0);
    for (int i = 0; i < got; i++) count += (messages[i].msg_len + SIZE - 1) / SIZE;
  }
}

int main(int argc, char **argv) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in at = {AF_INET, 0, {htonl(INADDR_LOOPBACK)}};
  socklen_t length = sizeof at;
  if (argc < 2 || bind(fd, (struct sockaddr *)&at, length)) return 1;
  getsockname(fd, (struct sockaddr *)&at, &length);
  printf("%d\n", ntohs(at.sin_port));
  fflush(stdout);
  pthread_t thread;
  pthread_create(&thread, 0, answer, 0);
  if (argc > 2) {
    struct sockaddr_in to = {AF_INET, htons(atoi(argv[2])), {htonl(INADDR_LOOPBACK)}};
    send_all(fd, argv[1], &to);
  }
  receive_all(fd, argv[1]);
}
