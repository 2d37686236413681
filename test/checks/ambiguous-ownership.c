// RUN: not membrane scan --checks=ambiguous-ownership %s -- 2>&1 | FileCheck %s --implicit-check-not=warning:

void *malloc(__SIZE_TYPE__);
void free(void *);
char *strdup(const char *);

struct cache { char *text; int valid; };

const char *literal_bad(const char *name) {
  if (*name == 0)
    return "unnamed";
  return strdup(name);
}
// CHECK: warning: 'literal_bad' returns memory that the caller owns in some calls and must not release in others [ambiguous-ownership]

char *cached_bad(struct cache *cache) {
  if (cache->valid)
    return cache->text;
  return strdup("fresh");
}
// CHECK: warning: 'cached_bad' returns memory that the caller owns in some calls and must not release in others [ambiguous-ownership]
// CHECK: note: {{.*}}borrowed from argument 0

char *always_ok(const char *name) {
  return strdup(*name ? name : "unnamed");
}

// Null needs no release.
char *nullable_ok(const char *name) { return *name ? strdup(name) : 0; }

const char *never_ok(const char *name) { return *name ? name : "unnamed"; }

// What was given is freed where something else is returned: the result takes its
// place, whichever it is.
void *realloc(void *, __SIZE_TYPE__);
char *grown_ok(char *text, int length) {
  return length < 16 ? text : realloc(text, length);
}
char *copied_ok(char *text, int length) {
  if (length < 16)
    return text;
  char *copy = strdup(text);
  free(text);
  return copy;
}
