// RUN: not membrane scan --fail-on=note --checks=hidden-global %s -- 2>&1 | FileCheck %s --implicit-check-not=[hidden-global]

void *malloc(__SIZE_TYPE__);
void free(void *);
char *strdup(const char *);

static char *last_error;
int parse_bad(const char *text) {
  free(last_error);
  last_error = strdup(text);
  return -1;
}
const char *error_of_last(void) { return last_error; }
// CHECK: :[[#@LINE-4]]:16: note: 'parse_bad' keeps memory in global state ('{{.*}}last_error') [hidden-global]

static char *table_bad(void) {
  static char *table;
  if (!table)
    table = malloc(256);
  return table;
}
char first_bad(void) {
  return table_bad()[0];
}
// CHECK: note: 'first_bad' keeps memory in global state ('{{.*}}table') [hidden-global]

static char *callers;
void keep_bad(char *s) { callers = s; }
char *kept_one(void) { return callers; }
// CHECK: note: 'keep_bad' keeps memory of the caller, argument 0, in global state ('{{.*}}callers') [hidden-global]

// One global is one finding, told where the memory comes from.
char *second_bad(void) { return table_bad(); }

static int calls;
int count_ok(void) { return ++calls; }

static const char *name;
void literal_ok(void) { name = "literal"; }
const char *name_of(void) { return name; }

void cleared_ok(void) {
  last_error = malloc(4);
  free(last_error);
  last_error = 0;
}

// A function is no memory.
static int (*reporter)(const char *);
void report_to_ok(int (*hook)(const char *)) { reporter = hook; }
int report(const char *text) { return reporter(text); }
