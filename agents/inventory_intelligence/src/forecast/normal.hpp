// The normal distribution: what a service level means in deviations.
// "95 % of the time the stock lasts" asks for the point below which 95 % of the normal distribution lies,
// 1.645 deviations above the mean. The C++ library has no such function; here it is found from the
// library's erfc by Halley's iteration, accurate to the last digits of a double.
// Threads: pure functions, [any].
#pragma once

namespace garden::inventory {

// Share of a standard normal distribution below x.
double normal_share_below(double x);

// The x below which the share `p` lies: 0.95 gives 1.6449. Minus infinity at 0 or less, plus infinity at 1 or
// more, NaN for NaN.
double normal_quantile(double p);

}  // namespace garden::inventory
