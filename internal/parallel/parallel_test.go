package parallel

import (
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Every job runs once, no more at a time than there are cores, and all have ended at the return.
func TestEach(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, cores := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(cores)
		runs, want := make([]int, 50), make([]int, 50)
		var now, most atomic.Int64
		Each(len(runs), func(k int) {
			for at := now.Add(1); ; {
				if m := most.Load(); at <= m || most.CompareAndSwap(m, at) {
					break
				}
			}
			runtime.Gosched()
			runs[k]++
			now.Add(-1)
		})
		for k := range want {
			want[k] = 1
		}
		if d := cmp.Diff(want, runs); d != "" || most.Load() > int64(cores) || now.Load() != 0 {
			t.Errorf("%d cores: %d at a time, %d left: %s", cores, most.Load(), now.Load(), d)
		}
	}
}

func TestEachOfNone(t *testing.T) {
	Each(0, func(int) { t.Error("a job of none") })
}
