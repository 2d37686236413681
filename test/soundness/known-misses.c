// RUN: %scan %s -- | FileCheck %s
//
// Answers that are wrong, and known to be: each is 'none' or 'contained' where
// memory gets out. A mend renames it to _bad.

#include "../Inputs/libc.h"
char *strdup(const char *);
int snprintf(char *, size_t, const char *, ...);

// A number in a record is believed to be one, though a pointer was put there.
struct link {
  struct link *next;
  unsigned long value;
};
struct list {
  struct link *head;
};
static unsigned long shift(struct list *it) {
  struct link *first = it->head;
  it->head = first->next;
  return first->value;
}
char *fn_shifted(void) {
  struct link one = {0, (unsigned long)malloc(4)};
  struct list all = {&one};
  return (char *)shift(&all);
}
// CHECK-LABEL: {{^}}fn_shifted: contained{{$}}

// An address leaves as text.
int fn_handle_text(char *out, size_t size) {
  return snprintf(out, size, "%p", malloc(10));
}
// CHECK-LABEL: {{^}}fn_handle_text: contained{{$}}

// A client's function takes what is freed and cleared after it.
struct parser {
  char *text;
  void (*see)(struct parser *);
};
void parser_on(struct parser *it, void (*see)(struct parser *)) {
  it->see = see;
}
char *parser_steal(struct parser *it) {
  char *stolen = it->text;
  it->text = 0;
  return stolen;
}
void fn_feed(struct parser *it, const char *text) {
  it->text = strdup(text);
  it->see(it);
  free(it->text);
  it->text = 0;
}
// CHECK-LABEL: {{^}}fn_feed: contained{{$}}

// A block in the library's own variable while a client's function runs, which
// may take it by another function.
static char *event;
char *event_take(void) {
  char *taken = event;
  event = 0;
  return taken;
}
void fn_emit(const char *text, void (*on)(void)) {
  event = strdup(text);
  on();
  free(event);
  event = 0;
}
// CHECK-LABEL: {{^}}fn_emit: contained{{$}}

// A pointer to a member of an object, and the object.
struct sized {
  char *bytes;
  size_t size;
};
char *fn_member(struct sized *it, size_t *size) {
  it->size = 0;
  *size = 9;
  return it->size ? malloc(it->size) : 0;
}
// CHECK-LABEL: {{^}}fn_member: none{{$}}

// A test finds null what a pointer to that member then sets.
struct job {
  struct job *next;
  char *name;
};
struct jobs {
  struct job *head, **tail;
};
void fn_first(struct jobs *it, struct job *one) {
  if (it->head)
    return;
  *it->tail = one;
  if (it->head)
    it->head->name = malloc(3);
}
// CHECK-LABEL: {{^}}fn_first: contained{{$}}

// What a function finds in a library is stored by way of a slot without a type.
void *dlsym(void *restrict library, const char *restrict name);
static int load(void **to, void *library) {
  *to = dlsym(library, "make");
  return *to != 0;
}
static char *(*make)(void);
int make_load(void *library) { return load((void **)&make, library); }
char *fn_loaded(void) { return make ? make() : 0; }
// CHECK-LABEL: {{^}}fn_loaded: none{{$}}

// A record of functions is called as an array of them, in another function.
typedef int fill_fn(const char *, char **);
struct fills {
  fill_fn *begin, *end;
};
static int fill_nothing(const char *from, char **to) { return 0; }
static int fill_copy(const char *from, char **to) {
  *to = strdup(from);
  return 0;
}
static struct fills filling;
void set_fills(void) {
  filling.begin = fill_nothing;
  filling.end = fill_copy;
}
static int call_last(fill_fn **all, const char *from, char **to) {
  return all[1](from, to);
}
int fn_as_array(const char *from, char **to) {
  return call_last((fill_fn **)&filling, from, to);
}
// CHECK-LABEL: {{^}}fn_as_array: none{{$}}

// A pointer into the object that it stands in, which another function has set.
struct holder {
  char *text, **where;
};
struct holder *holder_new(void) {
  struct holder *made = calloc(1, sizeof *made);
  if (made)
    made->where = &made->text;
  return made;
}
char *fn_swapped(struct holder *of) {
  *of->where = malloc(4);
  char *made = of->text;
  *of->where = 0;
  return made;
}
// CHECK-LABEL: {{^}}fn_swapped: contained{{$}}

// Who waits for another thread finds what that has written meanwhile.
typedef union {
  long words[6];
} lock_t;
int pthread_mutex_lock(lock_t *);
int pthread_mutex_unlock(lock_t *);
int pthread_cond_wait(lock_t *, lock_t *);
static lock_t lock, changed;
static int answered;
void answer(void) { answered = 1; }
char *fn_asked(const char *text) {
  pthread_mutex_lock(&lock);
  answered = 0;
  while (!answered)
    pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);
  return strdup(text);
}
// CHECK-LABEL: {{^}}fn_asked: none{{$}}

// A client's function calls another of the library's, which finds a variable of
// the first one by its address.
static struct running {
  int aborted;
  struct running *outer;
} *running;
void running_abort(void) {
  if (running)
    running->aborted = 1;
}
char *fn_run(void (*body)(void), const char *text) {
  struct running mine = {0, running};
  running = &mine;
  body();
  running = mine.outer;
  return mine.aborted ? strdup(text) : 0;
}
// CHECK-LABEL: {{^}}fn_run: none{{$}}
