// Sessions, credentials and what GnuTLS calls: the models of its TLS side.
// RUN: %scan %s -- | FileCheck %s

typedef struct session *gnutls_session_t;
typedef struct credentials *gnutls_certificate_credentials_t;
int gnutls_init(gnutls_session_t *, unsigned);
void gnutls_deinit(gnutls_session_t);
int gnutls_handshake(gnutls_session_t);
long gnutls_record_recv(gnutls_session_t, void *, unsigned long);
int gnutls_bye(gnutls_session_t, int);
int gnutls_cipher_get(gnutls_session_t);
const char *gnutls_strerror(int);
void gnutls_session_set_ptr(gnutls_session_t, void *);
void *gnutls_session_get_ptr(gnutls_session_t);
int gnutls_credentials_set(gnutls_session_t, int, void *);
int gnutls_certificate_allocate_credentials(gnutls_certificate_credentials_t *);
void gnutls_certificate_free_credentials(gnutls_certificate_credentials_t);
int gnutls_certificate_set_x509_system_trust(gnutls_certificate_credentials_t);
void gnutls_transport_set_ptr(gnutls_session_t, void *);
void gnutls_transport_set_pull_function(gnutls_session_t,
                                        long (*)(void *, void *,
                                                 unsigned long));
void *malloc(unsigned long);

gnutls_session_t open_bad(void) {
  gnutls_session_t made;
  return gnutls_init(&made, 1) < 0 ? 0 : made;
}
// CHECK-LABEL: {{^}}open_bad: opaque{{$}}
// CHECK: {{^}}  escapes return "" gnutls_session_t opaque family GNUTLS release gnutls_deinit

long once_ok(void *into, unsigned long size) {
  gnutls_session_t made;
  gnutls_certificate_credentials_t trust;
  gnutls_certificate_allocate_credentials(&trust);
  gnutls_certificate_set_x509_system_trust(trust);
  gnutls_init(&made, 1);
  gnutls_credentials_set(made, 1, trust);
  long got = gnutls_handshake(made);
  if (got >= 0)
    got = gnutls_record_recv(made, into, size);
  gnutls_bye(made, 0);
  gnutls_deinit(made);
  gnutls_certificate_free_credentials(trust);
  return got;
}
// CHECK-LABEL: {{^}}once_ok: contained{{$}}

const char *asks_ok(gnutls_session_t s) {
  return gnutls_strerror(gnutls_cipher_get(s));
}
// CHECK-LABEL: {{^}}asks_ok: none{{$}}

int shakes_bad(gnutls_session_t s) { return gnutls_handshake(s); }
// CHECK-LABEL: {{^}}shakes_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "*" opaque family GNUTLS

void lends_bad(gnutls_session_t s) { gnutls_session_set_ptr(s, malloc(8)); }
// CHECK-LABEL: {{^}}lends_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "*" opaque family malloc

void *asked_ok(gnutls_session_t s) { return gnutls_session_get_ptr(s); }
// CHECK-LABEL: {{^}}asked_ok: none{{$}}
// CHECK: borrowed

static void *kept;
static long pull(void *from, void *into, unsigned long size) {
  kept = malloc(size);
  return from == into;
}
int pulls_bad(gnutls_session_t s) {
  gnutls_transport_set_ptr(s, 0);
  gnutls_transport_set_pull_function(s, pull);
  return gnutls_handshake(s);
}
// CHECK-LABEL: {{^}}pulls_bad: opaque{{$}}
// CHECK: {{^}}  retains fresh in gnutls.kept
