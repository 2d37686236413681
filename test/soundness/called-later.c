// RUN: %scan %s -- -D_GNU_SOURCE | FileCheck %s
//
// Functions that the C library keeps and calls later.

#include <printf.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/// A stream of its own.
struct sink {
  char *text;
  size_t size;
};
static ssize_t sink_write(void *cookie, const char *data, size_t size) {
  struct sink *it = cookie;
  char *more = realloc(it->text, it->size + size + 1);
  if (!more)
    return 0;
  memcpy(more + it->size, data, size);
  it->text = more;
  more[it->size += size] = 0;
  return (ssize_t)size;
}
char *render_bad(int n) {
  struct sink sink = {0, 0};
  FILE *to =
      fopencookie(&sink, "w", (cookie_io_functions_t){.write = sink_write});
  if (!to)
    return 0;
  fprintf(to, "%d", n);
  fclose(to);
  return sink.text;
}
// CHECK-LABEL: {{^}}render_bad: escaping{{$}}

/// A timer that calls, and one that sends a signal.
static void tick(union sigval value) { *(char **)value.sival_ptr = malloc(3); }
char *timed_bad(void) {
  char *made = 0;
  struct sigevent event = {0};
  event.sigev_notify = SIGEV_THREAD;
  event.sigev_notify_function = tick;
  event.sigev_value.sival_ptr = &made;
  timer_t timer;
  if (timer_create(CLOCK_REALTIME, &event, &timer))
    return 0;
  sleep(1);
  timer_delete(timer);
  return made;
}
// CHECK-LABEL: {{^}}timed_bad: escaping{{$}}
int timer_ok(int number, timer_t *timer) {
  struct sigevent event;
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = number;
  return timer_create(CLOCK_REALTIME, &event, timer);
}
// CHECK-LABEL: {{^}}timer_ok: none{{$}}
int default_timer_ok(timer_t *timer) {
  return timer_create(CLOCK_REALTIME, 0, timer);
}
// CHECK-LABEL: {{^}}default_timer_ok: none{{$}}

static char *seen;
static char *taken(void) {
  char *it = seen;
  seen = 0;
  return it;
}

/// At a fork.
static void before(void) { seen = malloc(3); }
char *fork_bad(void) {
  pthread_atfork(before, 0, 0);
  if (fork() == 0)
    _exit(0);
  return taken();
}
// CHECK-LABEL: {{^}}fork_bad: escaping{{$}}

/// By printf.
static int show(FILE *to, const struct printf_info *info,
                const void *const *arguments) {
  seen = strdup("W");
  return fputs("W", to);
}
static int describe(const struct printf_info *info, size_t n, int *types,
                    int *sizes) {
  return 1;
}
char *print_bad(void) {
  register_printf_specifier('W', show, describe);
  printf("%s\n", "one");
  return taken();
}
// CHECK-LABEL: {{^}}print_bad: escaping{{$}}
