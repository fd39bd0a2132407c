package training

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/deepprob/deepprob/internal/atomicfile"
	"github.com/deepprob/deepprob/internal/registry"
	"github.com/deepprob/deepprob/internal/safetensors"
)

// Save writes all of the model into one file, path: the network as data, its weights and whatever Fitted is, so that Load gives back a
// model that predicts the same bits, and that goes on being fitted to the same bits. The file is complete on the disk when Save
// returns nil; until then, and after an error, it is the old one. What cannot be written, such as a closure in the network, is
// an error with the path of the field. Validation rows and Progress are no part of it.
//
// A model may be saved while it predicts, and between two epochs of Trainer.Epochs: the file then has what the fit would
// leave if it ended there.
func (m *Model) Save(path string) error {
	f, done, err := m.file()
	if err != nil {
		return fmt.Errorf("training: save %s: %w", path, err)
	}
	defer done()
	if err := atomicfile.Write(path, f.write); err != nil {
		return fmt.Errorf("training: save: %w", err)
	}
	return nil
}

// WriteTo writes what Save does.
func (m *Model) WriteTo(w io.Writer) (n int64, err error) {
	if w == nil {
		return 0, fmt.Errorf("training: write: %w", errNoWriter)
	}
	f, done, err := m.file()
	if err != nil {
		return 0, fmt.Errorf("training: write: %w", err)
	}
	defer done()
	c := &counter{w: w}
	if err := f.write(c); err != nil {
		return c.n, fmt.Errorf("training: write: %w", err)
	}
	return c.n, nil
}

var errNoWriter = errors.New("there is nothing to write to: the io.Writer is nil")

// counter counts what is written.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}

// file is what is to be written of the model. It shares the weights, which nobody may write until done is called.
func (m *Model) file() (f *written, done func(), err error) {
	if m == nil {
		return nil, nil, errors.New("the Model is nil")
	}
	u := &m.own().use
	if err := u.saving(); err != nil {
		return nil, nil, errors.New("the Model is being fitted: save it between two epochs of Trainer.Epochs, or after the fit")
	}
	fitted := m.Fitted
	if r := m.own().fit; r != nil {
		fitted = r.left()
	}
	if f, err = m.with(fitted); err != nil {
		u.saved()
		err = unwritable(err)
	}
	return f, u.saved, err
}

// written is a model as its file has it.
type written struct {
	text    string
	tensors []safetensors.Tensor
}

// with is the file of the network with something fitted. Whoever calls it sees to it that nobody writes the weights.
func (m *Model) with(fitted Fitted) (*written, error) {
	if m.Net == nil {
		return nil, errors.New("the Model has no Net, which is what a file is of: set it")
	}
	fitted.Run.by = nil // a solver, of which Run.Solver has the state
	if fitted.Trainer != nil {
		fitted.Trainer = fitted.Trainer.Settings()
	}
	var to sink
	text, err := registry.Write(m.like(fitted), &to)
	if err != nil {
		return nil, err
	}
	head, err := newHead(text, to.tensors)
	return &written{head, to.tensors}, err
}

// unwritable says of fields that a model does without that it does. A fit does not: what it goes on with is in its files.
func unwritable(err error) error {
	for field, what := range map[string]string{"Trainer": "the settings of the last fit", "Sampler": "the draws of its weights", "Prior": "the distribution of its targets"} {
		if strings.HasPrefix(err.Error(), "Fitted."+field) {
			return fmt.Errorf("%w; or set the Model's %s to nil: the file is then without %s", err, field, what)
		}
	}
	return err
}

func (f *written) write(w io.Writer) error {
	return safetensors.Write(w, f.tensors, map[string]string{metadataKey: f.text})
}

// Load reads a model that Save wrote. Types that the file names must be known to the program: those of the library are if their
// packages are imported, and package all imports them; those of one's own by Register. Where a network is not, LoadInto takes
// it from the program. Load runs no code of the file's. It compares checksums and checks all of it: a file that is damaged, cut off or
// of a newer version is an error that says what to do.
func Load(path string) (*Model, error) {
	m := &Model{}
	if err := load(path, m, netOfFile); err != nil {
		return nil, fmt.Errorf("training: load: %w", err)
	}
	return m, nil
}

// LoadInto is Load into a Model with a Net, which must be the one that was saved: it stays. A field that the file's has otherwise is an
// error; types of other names are taken for those that they had. All other fields become those of the file. On an error the model is as
// it was.
func LoadInto(path string, m *Model) error {
	return into(m, func(m *Model) error { return load(path, m, netCompared) })
}

// Read is Load of size bytes, such as an embedded file's: Read(bytes.NewReader(b), int64(len(b))).
func Read(r io.ReaderAt, size int64) (*Model, error) {
	m := &Model{}
	if err := readFrom(r, size, m, netOfFile); err != nil {
		return nil, fmt.Errorf("training: read: %w", err)
	}
	return m, nil
}

// ReadInto is LoadInto of size bytes.
func ReadInto(r io.ReaderAt, size int64, m *Model) error {
	return into(m, func(m *Model) error { return readFrom(r, size, m, netCompared) })
}

// into has do read into a model of m's Net, and gives m what was read.
func into(m *Model, do func(*Model) error) error {
	if m == nil || m.Net == nil {
		return errors.New("training: load into a Model: it has no Net, whose literal the program gives; Load takes that of the file")
	}
	release, err := m.Claim()
	if err != nil {
		return fmt.Errorf("training: load into a Model: %w", err)
	}
	defer release()
	read := &Model{Net: m.Net}
	if err := do(read); err != nil {
		return fmt.Errorf("training: load into a Model: %w", err)
	}
	m.become(read)
	return nil
}

func load(path string, m *Model, net netSource) error {
	f, err := safetensors.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := m.read(f.File, net); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func readFrom(r io.ReaderAt, size int64, m *Model, net netSource) error {
	f, err := safetensors.Read(r, size)
	if err != nil {
		return err
	}
	return m.read(f, net)
}
