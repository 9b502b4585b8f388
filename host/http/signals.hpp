// SignalsBlocked: no signal is delivered to this thread, nor to those it starts, while one of these lives.
//
// Signals belong to the program's main thread; a thread of this library that got one would run a handler (or
// end the process) in the middle of its work. Threads: of the one that makes it.
#pragma once
#include <pthread.h>

#include <csignal>

namespace garden::http {

class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  SignalsBlocked(const SignalsBlocked&) = delete;
  ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
};

}  // namespace garden::http
