//go:build linux

// Package openblas loads OpenBLAS at run time, without cgo, as the opponent of this library's matrix products. It is a
// module of its own: the library depends neither on it nor on what it loads.
package openblas

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unsafe"

	"github.com/ebitengine/purego"
)

// Library is a loaded copy of OpenBLAS that computes on one thread with the kernels of one kind of CPU.
type Library struct {
	Core  string // that it uses, by its own account
	sgemm uintptr
}

// Open loads OpenBLAS with the kernels of the named core ("SkylakeX", "Haswell"), its own choice for "". Each call loads
// a copy of the file in dir, because a loaded library keeps its core.
func Open(dir, core string) (Library, error) {
	file, err := find()
	if err != nil {
		return Library{}, err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return Library{}, err
	}
	file = filepath.Join(dir, "openblas-"+core+".so")
	if err := os.WriteFile(file, text, 0o755); err != nil {
		return Library{}, err
	}
	if err := environ("OPENBLAS_CORETYPE", core); err != nil {
		return Library{}, err
	}
	handle, err := purego.Dlopen(file, purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return Library{}, err
	}
	var l Library
	if l.sgemm, err = purego.Dlsym(handle, "sgemm_"); err != nil {
		return l, err
	}
	var threads func(int32)
	var name func() string
	purego.RegisterLibFunc(&threads, handle, "openblas_set_num_threads")
	purego.RegisterLibFunc(&name, handle, "openblas_get_corename")
	threads(1)
	l.Core = name()
	return l, nil
}

// environ sets a variable where C looks for it, or removes it if the value is empty.
func environ(name, value string) error {
	c, err := purego.Dlopen("libc.so.6", purego.RTLD_NOW|purego.RTLD_GLOBAL)
	if err != nil {
		return err
	}
	var set func(name, value string, overwrite int32) int32
	var unset func(name string) int32
	purego.RegisterLibFunc(&set, c, "setenv")
	purego.RegisterLibFunc(&unset, c, "unsetenv")
	if value == "" {
		unset(name)
	} else {
		set(name, value, 1)
	}
	return nil
}

// find looks where distributions install the library, and at the file in the environment variable OPENBLAS first.
func find() (string, error) {
	patterns := []string{os.Getenv("OPENBLAS"), "/usr/lib/*/openblas-pthread/libopenblas.so.0", "/usr/lib*/libopenblasp.so.0",
		"/usr/lib/*/libopenblas.so.0", "/usr/lib*/libopenblas.so.0", "/usr/lib*/libopenblas.so"}
	for _, p := range patterns {
		if found, _ := filepath.Glob(p); len(found) > 0 {
			return found[0], nil
		}
	}
	return "", fmt.Errorf("OpenBLAS is not installed: none of %s; OPENBLAS=FILE names another place", strings.Join(patterns[1:], ", "))
}

// Sgemm sets the row-major C = op(A) op(B): m, n, k and distances between rows as in BLAS. It calls the Fortran form,
// which takes pointers only and so needs no reflection: 0.1 us a call instead of 2.
func (l Library) Sgemm(transA, transB bool, m, n, k int, a []float32, lda int, b []float32, ldb int, c []float32, ldc int) {
	// The transpose of a row-major matrix is a column-major one: C' = op(B)' op(A)'. Conversions stand in the call itself,
	// which is what keeps their operands where they are until it returns.
	p := &arguments{m: int32(n), n: int32(m), k: int32(k), lda: int32(ldb), ldb: int32(lda), ldc: int32(ldc), alpha: 1, transA: letter(transB), transB: letter(transA)}
	purego.SyscallN(l.sgemm,
		uintptr(unsafe.Pointer(&p.transA)), uintptr(unsafe.Pointer(&p.transB)),
		uintptr(unsafe.Pointer(&p.m)), uintptr(unsafe.Pointer(&p.n)), uintptr(unsafe.Pointer(&p.k)),
		uintptr(unsafe.Pointer(&p.alpha)), uintptr(unsafe.Pointer(&b[0])), uintptr(unsafe.Pointer(&p.lda)),
		uintptr(unsafe.Pointer(&a[0])), uintptr(unsafe.Pointer(&p.ldb)),
		uintptr(unsafe.Pointer(&p.beta)), uintptr(unsafe.Pointer(&c[0])), uintptr(unsafe.Pointer(&p.ldc)), 1, 1)
}

// arguments are what Fortran reads through pointers, by its own names.
type arguments struct {
	m, n, k, lda, ldb, ldc int32
	alpha, beta            float32
	transA, transB         byte
}

func letter(trans bool) byte {
	if trans {
		return 'T'
	}
	return 'N'
}
