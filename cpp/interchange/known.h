// The names that stand in files of scikit-learn, from 1.2 to 1.9: what a reader that only makes data may know. Found by
// fitting each estimator that Keepfit has, and listing what its pickles of all protocols name.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace keepfit::interchange {

enum class Role : uint8_t {
  kForeign,    // in none of these files; to load it would import it, and to use it would run it
  kEstimator,  // a class of scikit-learn that Keepfit has
  kPart,       // a class or function that those keep: a tree, a loss, a scorer
  kData,       // how numpy, joblib and Python write arrays, numbers and bytes
  kType,       // a type or a function that is only named, never called
  kSkipped,    // states that no prediction needs: random generators, search trees
  kInert,      // data of other packages, as people keep it beside a model: none of it runs what it is given
};

/// As it is said: "foreign", "estimator", "part", "data", "type", "skipped", "inert".
const char* role_name(Role role);

/// All names of a role.
std::vector<std::string_view> names_with(Role role);

/// The module in which today's scikit-learn and numpy have a name; "" for one that is not known.
std::string_view module_of(std::string_view name);

/// By the exact name: a dot in `name`, which Python would follow, makes it another one.
Role role_of(std::string_view module, std::string_view name);

/// Whether `name` is one that honest files look up in some module, and that does no harm in any other one.
bool is_usual_name(std::string_view name);

}  // namespace keepfit::interchange
