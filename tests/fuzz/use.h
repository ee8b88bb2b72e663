// Everything that can be done with a loaded model: it may answer or throw Error, and nothing else.
#pragma once

#include <cstdint>

#include "persistence/file.h"

namespace keepfit::fuzz {

/// A sentence for a person, and a code for a program. Aborts when the error is not fit to be shown.
void expect_readable(const Error& e);

/// Reads the file, predicts with it, writes it again. Aborts where a promise is broken. Whether it was accepted.
bool load_and_use(const uint8_t* bytes, size_t size);

}  // namespace keepfit::fuzz
