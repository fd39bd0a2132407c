package training

import (
	"bytes"
	"io"
	"math"
	"os"
	"strings"
	"testing"
	"time"
)

// fakeClock moves by tick at each reading.
func fakeClock(tick time.Duration) func() time.Time {
	now := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	return func() time.Time {
		now = now.Add(tick)
		return now
	}
}

func TestProgressPlainLines(t *testing.T) {
	var out bytes.Buffer
	p := &Progress{Out: &out, Label: "mse", now: fakeClock(time.Second)}
	p.Start(5, 10)
	for range 10 {
		p.Step(1, 1e-3)
	}
	p.Epoch(Epoch{Number: 3, Steps: 18485, Loss: .005, ValLoss: math.NaN(), Rate: 1e-4, Seconds: 6.1})
	p.Epoch(Epoch{Number: 4, Steps: 10, Loss: -.8251, ValLoss: 1.5e-7, Rate: .001 / 3, Seconds: .5})
	p.Label = ""
	p.Epoch(Epoch{Number: 5, Loss: 1234567, ValLoss: math.Inf(1), Rate: 0, Seconds: 100})
	p.Epoch(Epoch{Number: 5, Loss: 1, ValLoss: math.NaN(), Rate: math.NaN(), Seconds: 2})
	p.Stop()
	want := `mse  epoch 3/5  loss 0.0050  rate 0.0001  6.1 s  330 us/step
mse  epoch 4/5  loss -0.8251  val 1.500e-07  rate 0.000333  0.500 s  50.0 ms/step
epoch 5/5  loss 1.235e+06  val +Inf  rate 0  100.0 s
epoch 5/5  loss 1.0000  2.0 s
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

// On a terminal the bar is drawn at most every 100 ms, with the epoch's mean loss, the rate and the time left, and
// the epoch's line takes its place.
func TestProgressBar(t *testing.T) {
	var out bytes.Buffer
	p := &Progress{Out: &out, Label: "mdn", now: fakeClock(60 * time.Millisecond), terminal: func(io.Writer) bool { return true }}
	p.Start(2, 100)
	for k := range 50 {
		p.Step(float64(k), 1e-3)
	}
	// The clock is at 60 ms k at step k, drawing every second one: at step 50 with 3 s to go.
	if s := out.String(); !strings.Contains(s, "mdn  epoch 1/2  loss 24.5000  rate 0.001  3s left") {
		t.Errorf("the bar at half time: %q", last(s))
	}
	if n := strings.Count(out.String(), "1/2"); n < 25 || n > 50 {
		t.Errorf("%d pictures of the bar", n)
	}
	p.Epoch(Epoch{Number: 1, Steps: 50, Loss: 24.5, ValLoss: math.NaN(), Rate: 1e-3, Seconds: 3})
	line := "\033[2K\rmdn  epoch 1/2  loss 24.5000  rate 0.001  3.0 s  60.0 ms/step\n"
	if !strings.HasSuffix(out.String(), line) {
		t.Errorf("the line: %q", last(out.String()))
	}
	for range 50 {
		p.Step(7, 1e-4)
	}
	if s := out.String(); !strings.Contains(s, "mdn  epoch 2/2  loss 7.0000  rate 0.0001") {
		t.Errorf("the bar in the next epoch: %q", last(s))
	}
	p.Stop()
	p.Step(1, 1)
	if !strings.HasSuffix(out.String(), "\033[2K\r") {
		t.Errorf("the bar stays: %q", last(out.String()))
	}
}

func last(s string) string { return s[max(0, len(s)-200):] }

func TestProgressSilentAndUnwritable(t *testing.T) {
	var p *Progress
	p.Start(1, 1)
	p.Step(1, 1)
	p.Epoch(Epoch{})
	p.Stop()
	f, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	closed := &Progress{Out: f}
	closed.Start(1, 1)
	closed.Step(1, 1)
	closed.Epoch(Epoch{Number: 1})
	closed.Stop()
}

func TestProgressStepAllocatesNothing(t *testing.T) {
	p := &Progress{Out: io.Discard}
	p.Start(1, 1000)
	if n := testing.AllocsPerRun(100, func() { p.Step(1, 1) }); n != 0 {
		t.Errorf("%v allocations a step", n)
	}
}
