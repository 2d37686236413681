// RUN: %scan %s -- | FileCheck %s
//
// pthread_create runs its function, which gets the argument as it is.

void *malloc(__SIZE_TYPE__);
void free(void *);
typedef unsigned long pthread_t;
int pthread_create(pthread_t *, const void *, void *(*)(void *), void *);
int pthread_join(pthread_t, void **);

struct job {
  int number;
  char *text;
};
static void *run(void *given) {
  struct job *job = given;
  job->text = malloc(10);
  return 0;
}
char *made_in_thread_bad(void) {
  struct job job = {1, 0};
  pthread_t t;
  pthread_create(&t, 0, run, &job);
  pthread_join(t, 0);
  return job.text;
}
// CHECK-LABEL: {{^}}made_in_thread_bad: escaping{{$}}
// CHECK: {{^}}  escapes return "" char * family malloc release free{{$}}

void freed_after_thread_ok(void) {
  struct job job = {1, 0};
  pthread_t t;
  pthread_create(&t, 0, run, &job);
  pthread_join(t, 0);
  free(job.text);
}
// CHECK-LABEL: {{^}}freed_after_thread_ok: contained{{$}}
// CHECK-NOT: {{^}}  assumes
