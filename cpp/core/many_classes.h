// A warning that most classifiers give, as scikit-learn's do.
#pragma once

#include <cstddef>

namespace keepfit {

/// Warns where more than half of the rows would be a class of their own.
void warn_of_many_classes(size_t classes, size_t rows);

}  // namespace keepfit
