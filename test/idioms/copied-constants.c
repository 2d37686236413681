// RUN: %scan %s -- | FileCheck %s
//
// A variable that starts as a copy of a constant: what stands there is known,
// also where no type tells.

#include "../Inputs/libc.h"

struct job {
  int (*state)(struct job *);
  char *buffer;
  int (*copy)(void *, char *);
  void *closure;
};

static int other(struct job *job) { return job->buffer != 0; }
static int step(struct job *job) {
  return job->copy(job->closure, job->buffer);
}
void set(struct job *job, int (*copy)(void *, char *)) {
  job->copy = copy;
  job->state = step;
}

static int run(struct job *job) {
  job->buffer = malloc(10);
  if (job->copy)
    job->copy(job->closure, job->buffer);
  return job->state(job);
}

/// The hook is null, and the state one that the program shows.
int from_braces_ok(void) {
  struct job job = {other};
  int result = run(&job);
  free(job.buffer);
  return result;
}
// CHECK-LABEL: {{^}}from_braces_ok: contained{{$}}
// CHECK-NOT: escapes

static char text[8];
static const struct job with_text = {other, text, 0, text};
char *from_variable_ok(void) {
  struct job job = with_text;
  char *made = malloc(8);
  free(made);
  return job.closure;
}
// CHECK-LABEL: {{^}}from_variable_ok: contained{{$}}
// CHECK: {{^}}  borrows static

char *of_client_bad(int (*copy)(void *, char *)) {
  struct job job = {other, 0, copy, 0};
  run(&job);
  return job.buffer;
}
// CHECK-LABEL: {{^}}of_client_bad: escaping{{$}}
// CHECK: {{^}}  escapes callback 0
