package build

import (
	"fmt"
	"path/filepath"
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"
)

// library lists the folders whose lines are not the caller's: an error points at the line that uses them.
var library = []string{"all/", "bnn/", "convert/", "data/", "distributions/", "export/", "flows/", "graph/", "internal/", "layers/", "losses/", "nets/", "ops/", "solvers/", "tape/", "training/"}

// fitting lists the folders whose functions build the networks that they are given: the line that calls one of them says
// nothing about the line of Forward that is wrong.
var fitting = []string{"training/", "bnn/"}

// root is the path that this module's files begin with, in whatever way the binary was built.
var root = func() string {
	_, file, _, _ := runtime.Caller(0)
	return strings.TrimSuffix(file, "internal/build/where.go")
}()

// goroot is the path that the standard library's files begin with; empty under -trimpath.
var goroot = func() string {
	file, _ := runtime.FuncForPC(reflect.ValueOf(strings.TrimSuffix).Pointer()).FileLine(0)
	return strings.TrimSuffix(file, "strings/strings.go")
}()

// own is the first element of the main module's path, by which -trimpath tells its files from the standard library's.
var own = func() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	first, _, _ := strings.Cut(info.Main.Path, "/")
	return first
}()

// caller is file:line of the innermost frame outside the library, the standard library and Gorgonia: the line of a Forward,
// or of a function that is being built. It is empty where that is only the line that fits or predicts: then no line of the
// user's made the node, but a struct literal, and the path says which.
func caller() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	var inner runtime.Frame // the library's frame that the next one called
	for {
		f, more := frames.Next()
		switch {
		case f.Function == "" || standard(f) || foreign(f):
		case within(f, library):
			inner = f
		case within(inner, fitting) && !strings.HasSuffix(inner.Function, ".Forward"):
			return ""
		default:
			return fmt.Sprintf("%s:%d", filepath.Base(f.File), f.Line)
		}
		if !more {
			return ""
		}
	}
}

// within reports whether a frame is of a file in one of the module's folders, tests apart. It goes by the file: a closure of
// the library's that is inlined bears the name of its caller's function.
func within(f runtime.Frame, folders []string) bool {
	rest, ok := strings.CutPrefix(f.File, root)
	if !ok || strings.HasSuffix(f.File, "_test.go") {
		return false
	}
	for _, p := range folders {
		if strings.HasPrefix(rest, p) {
			return true
		}
	}
	return false
}

// foreign reports whether a frame is Gorgonia's.
func foreign(f runtime.Frame) bool { return strings.HasPrefix(f.Function, "gorgonia.org/") }

// standard reports whether a frame is the standard library's, such as the sync.Once that calls a function later.
func standard(f runtime.Frame) bool {
	if goroot != "" {
		return strings.HasPrefix(f.File, goroot)
	}
	return relative(f.File, f.Function)
}

// relative is standard for files without their folder: the path of a package of the standard library begins without a dot, as
// no module's does that can be downloaded.
func relative(file, function string) bool {
	first, _, more := strings.Cut(file, "/")
	return more && first != "" && first != own && !strings.ContainsAny(first, ".@") && !strings.HasPrefix(function, "main.")
}
