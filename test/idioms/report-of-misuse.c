// RUN: %scan %s -- | FileCheck %s
//
// A function that is declared not to return for analysers reports that a caller
// broke a rule. What the report does is no part of what the function does for
// those that keep the rules; that it may return is.

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef __clang_analyzer__
#define REPORTS __attribute__((analyzer_noreturn))
#else
#define REPORTS
#endif

void report_misuse(const char *function, const char *rule) REPORTS;

#define return_unless(rule, value)                                             \
  do {                                                                         \
    if (!(rule)) {                                                             \
      report_misuse(__func__, #rule);                                          \
      return value;                                                            \
    }                                                                          \
  } while (0)

struct queue {
  size_t length;
  char *bytes;
};

size_t queue_length(const struct queue *q) {
  return_unless(q != NULL, 0);
  return q->length;
}
// CHECK-LABEL: {{^}}queue_length: none{{$}}
// CHECK-NOT: {{^}}  a

char *queue_grow(struct queue *q, size_t more) {
  if (!q)
    report_misuse(__func__, "q");
  return malloc(more);
}
// CHECK-LABEL: {{^}}queue_grow: escaping{{$}}
// CHECK: {{^}}  escapes return

static void (*handler)(const char *text);
void set_handler(void (*new_one)(const char *text)) { handler = new_one; }

/// It does what it does for those who call it themselves.
void report_misuse(const char *function, const char *rule) {
  size_t room = (size_t)snprintf(NULL, 0, "%s: %s", function, rule) + 1;
  char *text = malloc(room);
  if (text && handler) {
    snprintf(text, room, "%s: %s", function, rule);
    handler(text);
  }
}
// CHECK-LABEL: {{^}}report_misuse: escaping{{$}}
// CHECK: {{^}}  escapes callback

/// It gives something, so that a caller goes on with it.
void *made_up(const char *why) REPORTS;
void *made_up(const char *why) { return malloc(why[0]); }
void *queue_any(void) { return made_up("none"); }
// CHECK-LABEL: {{^}}queue_any: escaping{{$}}
