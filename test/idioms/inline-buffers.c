// RUN: %scan %s -- | FileCheck %s
//
// Bytes that are copied out of an array inside of a struct, or moved in it: the
// pointers beside it stay where they are, whatever the size is.

#include "../Inputs/libc.h"

struct stream {
  char *next;
  unsigned long room;
};
struct job {
  char *spare;
  unsigned char tube[36];
  unsigned long used;
  char *kept;
};

static void drain(struct job *job, struct stream *to) {
  unsigned long size = job->used;
  if (size > to->room)
    size = to->room;
  memcpy(to->next, job->tube, size);
  to->next += size;
  job->used -= size;
  memmove(job->tube, job->tube + size, job->used);
}

void drained_ok(struct stream *to, unsigned long size) {
  struct job job = {0};
  job.used = size;
  job.kept = malloc(size);
  job.spare = malloc(size);
  drain(&job, to);
  free(job.kept);
  free(job.spare);
}
// CHECK-LABEL: {{^}}drained_ok: contained{{$}}

char *moved_within(struct job *job) {
  job->kept = malloc(8);
  memmove(job->tube, job->tube + job->used, 36 - job->used);
  return job->spare;
}
// CHECK-LABEL: {{^}}moved_within: opaque{{$}}
// CHECK-NOT: escapes
// CHECK: {{^}}  escapes argument 0 "->kept"
// CHECK-NOT: {{escapes|borrows}}
// CHECK: {{^}}  borrows argument 0 "->spare"
// CHECK-NOT: borrows

/// From the array on, as far as the size says.
void copied_past_bad(struct job *job, struct job *into) {
  job->kept = malloc(8);
  memcpy(into->tube, job->tube, sizeof *job - 8);
}
// CHECK-LABEL: {{^}}copied_past_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->kept"
// CHECK: {{^}}  escapes argument 1 "->kept"
