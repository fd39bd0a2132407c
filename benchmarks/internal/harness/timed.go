package harness

import "time"

// Timed is a Contender that repeats a function and times it.
type Timed struct {
	Do   func() error
	Done func() error // Close; nil does nothing
}

// Measure is the mean time of one call in us.
func (t Timed) Measure(budget time.Duration) (float64, error) {
	start := time.Now()
	for n := 1; ; n++ {
		if err := t.Do(); err != nil {
			return 0, err
		}
		if spent := time.Since(start); spent >= budget {
			return spent.Seconds() * 1e6 / float64(n), nil
		}
	}
}

// Close calls Done.
func (t Timed) Close() error {
	if t.Done == nil {
		return nil
	}
	return t.Done()
}
