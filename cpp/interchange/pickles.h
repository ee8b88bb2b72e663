// What looks into pickles and what reads models from them begin alike.
#pragma once

#include <string_view>

#include "interchange/pickle/machine.h"

namespace keepfit::interchange {

/// Throws Error "compressed" (where: by what) or "not_a_pickle" for files that begin as other forms do.
void refuse_other_forms(std::string_view file);
/// Throws Error "not_a_pickle".
[[noreturn]] void refuse_no_pickle();
/// Walks through all pickles of a file, one behind the other; gives what the first one makes, null where it is broken.
const pickle::Item* run_all(std::string_view file, pickle::Items& items, pickle::Log& log, bool skip_arrays);

}  // namespace keepfit::interchange
