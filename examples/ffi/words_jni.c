// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The C side of Words.java: a handle is a jlong there. Strings come in the
// form of UTF-8 that Java has for C, which differs in zero bytes and in
// characters beyond 16 bits.

#include "words.h"

#include <jni.h>
#include <membrane/handle.h>
#include <stdint.h>

static words *words_of(jlong handle) { return (words *)(intptr_t)handle; }

JNIEXPORT jlong JNICALL Java_Words_create(JNIEnv *java, jclass class,
                                          jstring text) {
  (void)class;
  const char *bytes = (*java)->GetStringUTFChars(java, text, NULL);
  if (!bytes)
    return 0;
  words *all = words_create(bytes);
  (*java)->ReleaseStringUTFChars(java, text, bytes);
  return (jlong)(intptr_t)all;
}

JNIEXPORT jlong JNICALL Java_Words_count(JNIEnv *java, jclass class,
                                         jlong handle) {
  (void)java, (void)class;
  return (jlong)words_count(words_of(handle));
}

JNIEXPORT jlong JNICALL Java_Words_frequency(JNIEnv *java, jclass class,
                                             jlong handle, jstring word) {
  (void)class;
  const char *bytes = (*java)->GetStringUTFChars(java, word, NULL);
  if (!bytes)
    return 0;
  size_t frequency = words_frequency(words_of(handle), bytes);
  (*java)->ReleaseStringUTFChars(java, word, bytes);
  return (jlong)frequency;
}

JNIEXPORT jstring JNICALL Java_Words_most(JNIEnv *java, jclass class,
                                          jlong handle) {
  (void)class;
  return (*java)->NewStringUTF(java, words_most(words_of(handle)));
}

JNIEXPORT jlong JNICALL Java_Words_bytes(JNIEnv *java, jclass class,
                                         jlong handle) {
  (void)java, (void)class;
  return (jlong)mbr_bytes(words_of(handle));
}

JNIEXPORT void JNICALL Java_Words_release(JNIEnv *java, jclass class,
                                          jlong handle) {
  (void)java, (void)class;
  mbr_release(words_of(handle));
}

JNIEXPORT jlong JNICALL Java_Words_alive(JNIEnv *java, jclass class) {
  (void)java, (void)class;
  return (jlong)words_alive();
}
