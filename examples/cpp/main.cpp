// main.cpp: the same header from C++11: a class around an instance, a request with a lambda as its `done`.
// Usage: cpp TTY. SPDX-License-Identifier: MIT
#define QAT_IMPLEMENTATION
#include "qat.h"
#include "port/linux_tty.h"

#include <cstdio>
#include <functional>
#include <string>

// An instance that listens to itself. Neither copied nor moved: qat keeps its address.
class Modem {
public:
    using OnEvent = std::function<void(const qat_event_t &)>;

    Modem(const qat_dialect_t &dialect, OnEvent on_event) : on_event_(std::move(on_event))
    {
        config_.dialect = &dialect;
        config_.line = line_;
        config_.line_size = sizeof line_;
        config_.write = port_write;
        listener_.user = this;
        listener_.on_event = [](qat_listener_t *self, qat_t *, const qat_event_t *ev) {
            static_cast<Modem *>(self->user)->on_event_(*ev);
        };
        qat_init(&modem_, &config_);
        qat_listen(&modem_, &listener_);
    }
    Modem(const Modem &) = delete;
    Modem &operator=(const Modem &) = delete;

    qat_t *get() { return &modem_; }

    // One turn: sleep until something comes or is due, then what has come, what is due. False: the port is
    // gone.
    bool turn()
    {
        char in[64];
        long n;

        port_wait(wait_);
        n = port_read(in, sizeof in);
        if (n < 0) {
            return false;
        }
        qat_rx(&modem_, port_ms(), in, static_cast<size_t>(n));
        wait_ = qat_poll(&modem_, port_ms());
        return true;
    }

private:
    qat_t modem_{};
    qat_config_t config_{};
    qat_listener_t listener_{};
    char line_[256];
    uint32_t wait_ = 0;
    OnEvent on_event_;
};

// A request object with a callable: Request<qat_csq_t> r([](qat_csq_t &csq, int result) { ... });
template <class T> struct Request {
    T object{};
    std::function<void(T &, int)> done;

    explicit Request(std::function<void(T &, int)> f) : done(std::move(f))
    {
        object.req.user = this;
        object.req.done = [](qat_t *, qat_req_t *r, int result) {
            Request *self = static_cast<Request *>(r->user);

            self->done(self->object, result);
        };
    }
};

int main(int argc, char **argv)
{
    bool over = false;
    int status = 1;

    if (argc < 2 || port_open(argv[1]) != 0) {
        std::fprintf(stderr, "usage: cpp TTY\n");
        return 2;
    }
    Modem modem(qat_bg96, [](const qat_event_t &ev) {
        if (ev.kind == QAT_EV_READY) {
            std::puts("the module is ready");
        }
    });
    Request<qat_cops_read_t> operator_in_use([&](qat_cops_read_t &, int result) {
        status = result == QAT_OK ? 0 : 1;
        over = true;
    });
    operator_in_use.object.req.on_info = [](qat_t *, qat_req_t *r, int) {
        const qat_str_t name = reinterpret_cast<qat_cops_read_t *>(r)->info.operator_name; // until we return

        std::printf("operator: %s\n", name.ptr ? std::string(name.ptr, name.len).c_str() : "none");
    };
    Request<qat_csq_t> signal([&](qat_csq_t &csq, int result) {
        std::printf("signal: %d\n", result == QAT_OK ? static_cast<int>(csq.info.rssi) : -1);
        qat_cops_read(modem.get(), &operator_in_use.object);
    });
    qat_csq(modem.get(), &signal.object);
    while (!over && modem.turn()) {
    }
    return status;
}
