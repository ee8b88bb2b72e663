// Readers of past format versions. Version 1 is the first, so there are none yet. (What declarations say of their past
// is upgrade.h's.)
//
// The rule: when the format version is raised from n to n + 1, a reader is added here that turns the parsed pipeline of
// a file of version n into one of version n + 1, and is never changed again. A file of version n then goes through the
// readers of n, n + 1, ... up to the current one and on as if it had been written in this format.
#pragma once

#include <cstdint>
#include <vector>

#include "core/value.h"

namespace keepfit::migrate {

struct Reader {
  int64_t from;
  /// The pipeline of a file of version `from`, not audited, as one of version `from` + 1. Throws Error "audit_...".
  Value (*pipeline)(Value);
};

/// In ascending order of versions, without gaps, up to the current one.
inline const std::vector<Reader>& readers() {
  static const std::vector<Reader> all{};
  return all;
}

}  // namespace keepfit::migrate
