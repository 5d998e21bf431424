# SPDX-License-Identifier: Apache-2.0
# A shop's back office, written to be broken into. Every weakness is one that real code has had, is
# marked D1 to D6, and is explained in ../README.md. Never run it outside the demo's container.
require 'base64'
require 'json'
require 'jwt'
require 'net/http'
require 'openssl'
require 'securerandom'
require 'sinatra/base'
require 'socket'

class BackOffice < Sinatra::Base
  JWT_SECRET = ENV.fetch('JWT_SECRET')
  DEPLOY_SECRET = ENV.fetch('DEPLOY_SECRET')
  DOCKER_SOCKET = ENV.fetch('DOCKER_HOST').delete_prefix('unix://')
  PRICES = ENV.fetch('PRICES')
  FILES = File.join(__dir__, 'files')
  ORDERS = [{ id: 1, item: 'lamp', quantity: 2 }, { id: 2, item: 'chair', quantity: 4 }].freeze

  set :environment, :production
  disable :show_exceptions, :raise_errors, :logging

  helpers do
    # D1: the token's own header chooses how the token is verified, so `alg: none` needs no key at all
    # (and the key of HS256 is a dictionary word).
    def claims
      token = request.env['HTTP_AUTHORIZATION'].to_s[/\ABearer (.+)\z/, 1] or halt 401, 'no token'
      algorithm = JSON.parse(Base64.urlsafe_decode64(token.split('.').first))['alg']
      JWT.decode(token, JWT_SECRET, algorithm != 'none', algorithm: algorithm).first
    rescue JWT::DecodeError, JSON::ParserError, ArgumentError
      halt 401, 'bad token'
    end

    def signed_body
      body = request.body.read
      expected = OpenSSL::HMAC.hexdigest('SHA256', DEPLOY_SECRET, body)
      halt 401, 'bad signature' unless Rack::Utils.secure_compare(expected, request.env['HTTP_X_SIGNATURE'].to_s)
      JSON.parse(body)
    end

    def create_through_api(name, image)
      body = JSON.generate(Image: image)
      UNIXSocket.open(DOCKER_SOCKET) do |api|
        api.write("POST /v1.41/containers/create?name=#{name} HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n" \
                  "Content-Type: application/json\r\nContent-Length: #{body.bytesize}\r\n\r\n#{body}")
        api.read
      end
    end
  end

  get('/health') { 'ok' }
  get('/') { "Back office\n" }
  get('/prices') { File.read(PRICES) }
  get('/orders') { JSON.generate(ORDERS) }

  get '/orders/:id' do
    order = ORDERS.find { |o| o[:id].to_s == params['id'] } or halt 404
    JSON.generate(order)
  end

  post '/login' do
    JWT.encode({ user: params['user'].to_s, admin: false }, JWT_SECRET, 'HS256')
  end

  get '/me' do
    JSON.generate(claims)
  end

  # D1: backticks. Ruby starts a shell if the string has metacharacters, else the program itself.
  get '/admin/run' do
    halt 403 unless claims['admin']
    `#{params['cmd']}`
  end

  post '/deploy' do
    image = signed_body.fetch('image')
    name = "web-#{SecureRandom.hex(4)}"
    if params['mode'] == 'sdk'
      create_through_api(name, image) # D3: no shell, and still the socket that owns the host
    else
      `docker run --name #{name} #{image} 2>&1` # D2: the image's name is a piece of shell
    end
  end

  # D4: the caller says where the request goes.
  get '/fetch' do
    Net::HTTP.get(URI(params['url']))
  end

  # D5: any process's environment; and the twin that prints its own without a system call.
  get '/debug/env' do
    next JSON.generate(ENV.to_h) unless params['pid']
    File.binread("/proc/#{Integer(params['pid'])}/environ").tr("\0", "\n")
  end

  # D6: `..` is not refused.
  get '/files' do
    send_file File.join(FILES, params['name'].to_s), type: 'text/plain'
  end
end
