package training_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/deepprob/deepprob/layers"
	"github.com/deepprob/deepprob/training"
)

// Between two epochs the loop may predict, from many goroutines; a prediction that outlasts the loop's body is told to the
// next epoch, and one that outlasts the loop is waited for. Run with the race detector.
func TestPredictBetweenEpochs(t *testing.T) {
	s := line(60, .3, 1)
	m := &training.Model{Net: gaussian{}}
	for _, err := range (training.Trainer{Validation: &s}).Epochs(ctx, m, s, 3) {
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if _, err := m.Predict(ctx, s.X); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	}
	for _, leave := range []bool{false, true} {
		w := stalled{begun: make(chan struct{}), goOn: make(chan struct{})}
		m := &training.Model{Net: gaussian{}}
		done := make(chan error, 1)
		var got error
		tr := training.Trainer{}
		if leave {
			tr.Validation = &s // of which the best weights are written at the end
		}
		for _, err := range tr.Epochs(ctx, m, s, 2) {
			if got = err; err != nil {
				break
			}
			m.Sampler = w
			go func() { done <- predictOnce(m) }()
			<-w.begun
			if leave {
				go close(w.goOn)
				break
			}
		}
		if leave {
			if release, err := m.Claim(); err != nil { // the fit has waited for the prediction
				t.Error(err)
			} else {
				release()
			}
			if err := <-done; err != nil {
				t.Error(err)
			}
			continue
		}
		if got == nil || got.Error() != "training: after epoch 1: the Model is predicting, or being saved: wait for the end of that before it is fitted" {
			t.Errorf("a prediction that outlasts the loop's body: %v", got)
		}
		close(w.goOn)
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// stalled is a Sampler whose draws wait.
type stalled struct{ begun, goOn chan struct{} }

func (stalled) Len() int { return 1 }

func (s stalled) Sample(into *layers.Params, _ uint64, _ int) error {
	s.begun <- struct{}{}
	<-s.goOn
	return nil
}

// A Model is claimed by one fit at a time, and free again after it, also after one that failed.
func TestClaim(t *testing.T) {
	m := &training.Model{Net: gaussian{}}
	release, err := m.Claim()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Claim(); err == nil || !strings.Contains(err.Error(), "another fit of this Model is under way") {
		t.Errorf("claimed twice: %v", err)
	}
	if err := fitOnce(m); err == nil {
		t.Error("fitted while it was claimed")
	}
	if err := predictOnce(m); err == nil || !strings.Contains(err.Error(), "is being fitted") {
		t.Errorf("predicted while it was claimed: %v", err)
	}
	release()
	if _, err := (training.Trainer{BatchSize: -1}).Fit(ctx, m, line(5, 1, 1), 1); err == nil {
		t.Error("a batch of -1 rows")
	}
	if err := fitOnce(m); err != nil {
		t.Error(err)
	}
}
