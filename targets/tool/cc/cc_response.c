/*
 * Words in files, @FILE on a compiler's command line: for those that are too long for the kernel.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cc_line.h"

enum { WORDS_MAX = 1 << 20 };

static char *read_file(const char *name)
{
    FILE *stream = fopen(name, "re");
    char *text = NULL;
    size_t room = 0;

    if (!stream) {
        return NULL;
    }
    if (getdelim(&text, &room, '\0', stream) < 0 && ferror(stream)) {
        free(text);
        text = NULL;
    }
    fclose(stream);
    return text ? text : strdup("");
}

/* Takes the next word, of which quotes and backslashes are taken away; NULL at the end. */
static char *next_word(char **text)
{
    char *from = *text, *to, *word;
    char quote = '\0';

    while (isspace((unsigned char)*from)) {
        from++;
    }
    if (!*from) {
        return NULL;
    }
    word = to = from;
    for (; *from && (quote || !isspace((unsigned char)*from)); from++) {
        if (*from == '\\' && from[1]) {
            *to++ = *++from;
        } else if (quote ? *from == quote : *from == '"' || *from == '\'') {
            quote = quote ? '\0' : *from;
        } else {
            *to++ = *from;
        }
    }
    *text = *from ? from + 1 : from;
    *to = '\0';
    return word;
}

static void expand(struct words *words, char *word, int depth)
{
    char *text = word[0] == '@' && depth < 16 ? read_file(word + 1) : NULL;

    if (!text || words->n > WORDS_MAX) {
        words_add(words, word);
        return;
    }
    for (char *inner; (inner = next_word(&text));) {
        expand(words, inner, depth + 1);
    }
}

char **cc_line_expand(int *argc, char **argv)
{
    struct words words = {0};

    words_add(&words, ""); /* So that there is a list. */
    for (int i = 0; i < *argc; i++) {
        expand(&words, argv[i], 0);
    }
    *argc = (int)words.n - 1;
    return (char **)words.word + 1;
}
