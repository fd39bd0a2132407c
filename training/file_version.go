package training

import (
	"runtime/debug"
	"sync"
)

const module = "github.com/deepprob/deepprob"

// version is that of the library in this program, "devel" if it has none, as a test's.
var version = sync.OnceValue(func() string {
	b, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	return versionIn(b)
})

func versionIn(b *debug.BuildInfo) string {
	for _, m := range append([]*debug.Module{&b.Main}, b.Deps...) {
		if m.Path != module {
			continue
		}
		if m.Replace != nil {
			m = m.Replace
		}
		if m.Version != "" && m.Version != "(devel)" {
			return m.Version
		}
	}
	return "devel"
}
