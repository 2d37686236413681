// RUN: %scan %s -- | FileCheck %s
//
// Handlers that run at any time, and what they do with the globals.

#include "../Inputs/libc.h"
#include "../Inputs/shapes.h"

void (*signal(int, void (*)(int)))(int);

static volatile int stopped;
static void on_stop(int number) { stopped = number; }
void install_ok(void) { signal(2, on_stop); }
// CHECK-LABEL: {{^}}install_ok: none{{$}}
// CHECK-NOT: {{^}}  escapes

static char *report;
static void on_report(int number) { report = malloc(number); }
// CHECK-LABEL: {{^}}on_report: contained{{$}}
// CHECK: {{^}}  retains fresh in {{([^ ]*[.:])?}}report{{$}}

void install_allocating_ok(void) { signal(10, on_report); }
// CHECK-LABEL: {{^}}install_allocating_ok: {{none|contained}}{{$}}
// CHECK-NOT: {{^}}  escapes

/// Who sends a signal runs the handler: the model of raise does not say so.
int raise(int);
void fn_raised(void) {
  signal(10, on_report);
  raise(10);
}
// CHECK-LABEL: {{^}}fn_raised: none{{$}}

/// The handler's block is in the global when this reads it.
const char *reads_report_ok(void) { return report; }
// CHECK-LABEL: {{^}}reads_report_ok: none{{$}}
// CHECK: {{^}}  result borrowed

char *handler_sees_it_bad(size_t n) {
  char *p = malloc(n);
  signal(2, on_stop);
  return p;
}
// CHECK-LABEL: {{^}}handler_sees_it_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc
