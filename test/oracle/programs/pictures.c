// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH
// LLVM-exception
//
// Draws, writes, reads and resizes pictures with the headers in stb.c, and
// counts words in a hash map.

#include <stb/stb_c_lexer.h>
#include <stb/stb_ds.h>
#include <stb/stb_image.h>
#include <stb/stb_image_resize.h>
#include <stb/stb_image_write.h>
#include <stb/stb_rect_pack.h>
#include <stb/stb_sprintf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// External in stb_image_write.h, which declares it only for itself.
unsigned char *stbi_write_png_to_mem(const unsigned char *pixels, int stride,
                                     int width, int height, int parts,
                                     int *length);

enum { WIDTH = 61, HEIGHT = 37 };

static void draw(unsigned char *pixels, int parts) {
  for (int i = 0; i < WIDTH * HEIGHT * parts; i++)
    pixels[i] = (unsigned char)(i * i / 7);
}

static void keep(void *context, void *bytes, int size) {
  FILE *file = context;
  fwrite(bytes, 1, (size_t)size, file);
}

static int read_back(const char *path) {
  int width, height, parts;
  unsigned char *pixels = stbi_load(path, &width, &height, &parts, 0);
  if (pixels == NULL)
    return printf("%s: %s\n", path, stbi_failure_reason()), 1;
  unsigned char *small = malloc(20 * 20 * 4);
  stbir_resize_uint8(pixels, width, height, 0, small, 20, 20, 0, parts);
  free(small);
  stbi_image_free(pixels);
  float *light = stbi_loadf(path, &width, &height, &parts, 3);
  stbi_image_free(light);
  stbi_info(path, &width, &height, &parts);
  return width != WIDTH || height != HEIGHT;
}

static int pictures(void) {
  static unsigned char pixels[WIDTH * HEIGHT * 4];
  int wrong = 0, length = 0;
  for (int parts = 1; parts <= 4; parts++) {
    draw(pixels, parts);
    stbi_write_png("a.png", WIDTH, HEIGHT, parts, pixels, WIDTH * parts);
    stbi_write_bmp("a.bmp", WIDTH, HEIGHT, parts, pixels);
    stbi_write_tga("a.tga", WIDTH, HEIGHT, parts, pixels);
    stbi_write_jpg("a.jpg", WIDTH, HEIGHT, parts, pixels, 80);
    wrong += read_back("a.png") + read_back("a.bmp") + read_back("a.tga") +
             read_back("a.jpg");
  }
  FILE *file = tmpfile();
  stbi_write_png_to_func(keep, file, WIDTH, HEIGHT, 4, pixels, WIDTH * 4);
  fclose(file);
  unsigned char *png =
      stbi_write_png_to_mem(pixels, WIDTH * 4, WIDTH, HEIGHT, 4, &length);
  int width, height, parts;
  stbi_image_free(
      stbi_load_from_memory(png, length, &width, &height, &parts, 4));
  stbi_image_free(stbi_load_from_memory(png, 20, &width, &height, &parts, 4));
  free(png);
  return wrong + (stbi_load("no.png", &width, &height, &parts, 0) != NULL);
}

static void words(void) {
  struct {
    char *key;
    int value;
  } *counts = NULL;
  int *numbers = NULL;
  char store[256], text[32];
  const char source[] = "int a = 0x10; // b";
  stb_lexer lexer;
  sh_new_strdup(counts);
  for (int i = 0; i < 200; i++) {
    stbsp_snprintf(text, sizeof(text), "word %d", i % 50);
    shput(counts, text, i);
    arrput(numbers, i);
  }
  shdel(counts, "word 7");
  shfree(counts);
  arrfree(numbers);
  stb_c_lexer_init(&lexer, source, source + strlen(source), store,
                   sizeof(store));
  while (stb_c_lexer_get_token(&lexer))
    continue;
}

static int pack(void) {
  stbrp_context context;
  stbrp_node nodes[64];
  stbrp_rect rects[20];
  for (int i = 0; i < 20; i++)
    rects[i] = (stbrp_rect){.id = i, .w = 3 + i % 5, .h = 2 + i % 7};
  stbrp_init_target(&context, 64, 64, nodes, 64);
  return !stbrp_pack_rects(&context, rects, 20);
}

int main(void) {
  words();
  return pack() + pictures();
}
