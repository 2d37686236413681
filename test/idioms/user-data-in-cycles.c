// RUN: %scan %s -- | FileCheck %s
//
// Functions and data that travel together, where the library calls itself in
// the same way: one node stands for the client's request and the library's own,
// so that its function seems to get the client's data.
void *malloc(__SIZE_TYPE__);
void free(void *);
typedef void (*answer)(void *data, int status);
struct request {
  struct request *next;
  answer call;
  void *data;
};
struct channel {
  struct request *all;
  int broken;
};
struct search {
  struct channel *on;
  answer call;
  void *data;
};

static void end(struct request *old, int status) {
  old->call(old->data, status);
  free(old);
}

// It frees none of what the client gives as data.
// CHECK-LABEL: {{^}}fp_ask:
// CHECK: releases argument 2 "" maybe
void fp_ask(struct channel *on, answer call, void *data) {
  struct request *made = malloc(sizeof *made);
  if (!made)
    return call(data, 1);
  made->call = call;
  made->data = data;
  made->next = on->all;
  if (on->broken)
    end(made, 2);
  else
    on->all = made;
}

static void searched(void *data, int status) {
  struct search *done = data;
  if (status == 3)
    return fp_ask(done->on, searched, done);
  done->call(done->data, status);
  free(done);
}

void search(struct channel *on, answer call, void *data) {
  struct search *made = malloc(sizeof *made);
  if (!made)
    return call(data, 1);
  made->on = on;
  made->call = call;
  made->data = data;
  fp_ask(on, searched, made);
}
