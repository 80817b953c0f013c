#include "violation.h"

void violation_message_done(char *message, size_t size) {}
