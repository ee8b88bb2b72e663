// Bytes are loaded; what is accepted predicts, transforms and is written again as the same bytes.
#include "files.h"
#include "use.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  keepfit::fuzz::load_and_use(data, size);
  return 0;
}
