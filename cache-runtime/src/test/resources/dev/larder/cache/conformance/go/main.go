// Runs reads with azblob: `reads CALLS OUTCOMES`, a JSON array in, a JSON line per call out.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
)

type call struct {
	Id                                 int
	Do, Url, Account, Key              string
	Container, Blob, Snapshot          string
	Offset, Count, BlockSize           int64
	Md5, Metadata                      bool
	IfMatch, IfNoneMatch               string
	IfModifiedSince, IfUnmodifiedSince string
	Prefix, Delimiter, Marker          string
	PageSize                           int32
}

type response struct {
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers"`
}

type failure struct {
	Type   string `json:"type"`
	Status int    `json:"status"`
	Code   string `json:"code"`
}

type outcome struct {
	Id        int        `json:"id"`
	Result    any        `json:"result,omitempty"`
	Error     *failure   `json:"error,omitempty"`
	Responses []response `json:"responses"`
}

type content struct {
	Bytes  int    `json:"bytes"`
	Sha256 string `json:"sha256"`
}

// recorder notes what comes over the wire; parallel downloads call it from several goroutines.
type recorder struct {
	mutex sync.Mutex
	seen  []response
}

func (r *recorder) Do(request *policy.Request) (*http.Response, error) {
	answer, err := request.Next()
	if answer != nil {
		headers := map[string]string{}
		for name, values := range answer.Header {
			headers[name] = strings.Join(values, ",")
		}
		r.mutex.Lock()
		r.seen = append(r.seen, response{answer.StatusCode, headers})
		r.mutex.Unlock()
	}
	return answer, err
}

func (r *recorder) take() []response {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	taken := append([]response{}, r.seen...)
	r.seen = nil
	return taken
}

func sha(bytes []byte) content {
	sum := sha256.Sum256(bytes)
	return content{len(bytes), hex.EncodeToString(sum[:])}
}

func etag(text string) *azcore.ETag {
	if text == "" {
		return nil
	}
	tag := azcore.ETag(text)
	return &tag
}

func date(text string) *time.Time {
	if text == "" {
		return nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return &at
}

func optional[T comparable](value T) *T {
	var none T
	if value == none {
		return nil
	}
	return &value
}

func (c call) conditions() *blob.AccessConditions {
	return &blob.AccessConditions{ModifiedAccessConditions: &blob.ModifiedAccessConditions{
		IfMatch: etag(c.IfMatch), IfNoneMatch: etag(c.IfNoneMatch),
		IfModifiedSince: date(c.IfModifiedSince), IfUnmodifiedSince: date(c.IfUnmodifiedSince)}}
}

func list(ctx context.Context, c call, in *container.Client) (any, error) {
	pages := []any{}
	include := container.ListBlobsInclude{Metadata: c.Metadata}
	prefix, marker, size := optional(c.Prefix), optional(c.Marker), optional(c.PageSize)
	if c.Delimiter != "" {
		pager := in.NewListBlobsHierarchyPager(c.Delimiter, &container.ListBlobsHierarchyOptions{
			Prefix: prefix, Marker: marker, MaxResults: size, Include: include})
		for pager.More() {
			page, err := pager.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			pages = append(pages, page)
		}
		return pages, nil
	}
	pager := in.NewListBlobsFlatPager(&container.ListBlobsFlatOptions{
		Prefix: prefix, Marker: marker, MaxResults: size, Include: include})
	for pager.More() {
		page, err := pager.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		pages = append(pages, page)
	}
	return pages, nil
}

func read(ctx context.Context, c call, service *azblob.Client) (any, error) {
	in := service.ServiceClient().NewContainerClient(c.Container)
	switch c.Do {
	case "containers":
		found := []any{}
		pager := service.NewListContainersPager(nil)
		for pager.More() {
			page, err := pager.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			found = append(found, page.ContainerItems)
		}
		return found, nil
	case "account":
		return service.ServiceClient().GetAccountInfo(ctx, nil)
	case "container":
		return in.GetProperties(ctx, nil)
	case "list":
		return list(ctx, c, in)
	}
	of := in.NewBlobClient(c.Blob)
	if c.Snapshot != "" {
		snapshot, err := of.WithSnapshot(c.Snapshot)
		if err != nil {
			return nil, err
		}
		of = snapshot
	}
	switch c.Do {
	case "properties":
		return of.GetProperties(ctx, &blob.GetPropertiesOptions{AccessConditions: c.conditions()})
	case "tags":
		return of.GetTags(ctx, nil)
	case "stream":
		answer, err := of.DownloadStream(ctx, nil)
		if err != nil {
			return nil, err
		}
		body := answer.NewRetryReader(ctx, nil)
		defer body.Close()
		bytes, err := io.ReadAll(body)
		return sha(bytes), err
	case "parallel":
		properties, err := of.GetProperties(ctx, nil)
		if err != nil {
			return nil, err
		}
		buffer := make([]byte, *properties.ContentLength)
		_, err = of.DownloadBuffer(ctx, buffer, &blob.DownloadBufferOptions{BlockSize: c.BlockSize, Concurrency: 4})
		return sha(buffer), err
	}
	answer, err := of.DownloadStream(ctx, &blob.DownloadStreamOptions{
		Range:              blob.HTTPRange{Offset: c.Offset, Count: c.Count},
		RangeGetContentMD5: optional(c.Md5),
		AccessConditions:   c.conditions()})
	if err != nil {
		return nil, err
	}
	if answer.Body == nil { // 304 is no error to azblob.
		return map[string]any{"properties": answer.DownloadResponse}, nil
	}
	bytes, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	answer.Body = nil
	return map[string]any{"content": sha(bytes), "properties": answer.DownloadResponse}, err
}

func client(c call, noting *recorder) *azblob.Client {
	credential, err := azblob.NewSharedKeyCredential(c.Account, c.Key)
	if err != nil {
		panic(err)
	}
	options := azblob.ClientOptions{}
	options.Retry.MaxRetries = -1
	options.PerRetryPolicies = []policy.Policy{noting}
	made, err := azblob.NewClientWithSharedKeyCredential(c.Url, credential, &options)
	if err != nil {
		panic(err)
	}
	return made
}

func main() {
	source, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	var calls []call
	if err := json.Unmarshal(source, &calls); err != nil {
		panic(err)
	}
	target, err := os.Create(os.Args[2])
	if err != nil {
		panic(err)
	}
	defer target.Close()
	noting := &recorder{}
	services := map[string]*azblob.Client{}
	lines := json.NewEncoder(target)
	for _, c := range calls {
		if services[c.Url] == nil {
			services[c.Url] = client(c, noting)
		}
		result, err := read(context.Background(), c, services[c.Url])
		made := outcome{Id: c.Id, Responses: noting.take()}
		var refused *azcore.ResponseError
		if errors.As(err, &refused) {
			made.Error = &failure{"ResponseError", refused.StatusCode, refused.ErrorCode}
		} else if err != nil {
			made.Error = &failure{Type: fmt.Sprintf("%T: %v", err, err)}
		} else {
			made.Result = result
		}
		if err := lines.Encode(made); err != nil {
			panic(err)
		}
	}
}
